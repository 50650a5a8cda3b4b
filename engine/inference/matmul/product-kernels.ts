import blocksWgsl from '../../../shaders/ops/matmul.wgsl?raw';
import packedWgsl from '../../../shaders/ops/matmul-packed.wgsl?raw';
import sharedWgsl from '../../../shaders/ops/matmul-shared.wgsl?raw';
import { activationFunction, activationOf } from '../activations.ts';
import { floatText, offsetFunction } from '../kernel.ts';
import type { KernelBuffer, KernelCall, KernelData, Lowering } from '../op.ts';
import { broadcastStrides, type CpuTensor, elementCount } from '../tensor.ts';
import type { MatmulAttributes, Product } from './product.ts';

/** A product that is being lowered. */
export type ProductLowering = Lowering<MatmulAttributes>;

/** Columns of the second side in quads, as kernels read them. */
export interface Columns {
  readonly buffer: KernelBuffer;
  readonly quads: number;
}

/** A known matrix with its rows side by side, padded to whole quads of columns. */
function packMatrix({ data }: CpuTensor, { n, k, b }: Product): KernelData {
  const width = Math.ceil(n / 4) * 4;
  const values = new Float32Array(k * width);
  for (let row = 0; row < k; row++) {
    for (let column = 0; column < n; column++) {
      values[row * width + column] = data[row * b.row + column * b.column] ?? 0;
    }
  }
  return { type: 'real', values };
}

/** The second side in quads of columns, or null where it cannot be read so. */
export function columnsOf(
  { constants: [, matrix] }: ProductLowering,
  product: Product,
): Columns | null {
  const { batch, n, b } = product;
  const quads = Math.ceil(n / 4);
  if (b.column === 1 && n % 4 === 0) return { buffer: { kind: 'input', index: 1 }, quads };
  if (!matrix || batch.length > 0) return null;
  return { buffer: { kind: 'data', name: 'columns', data: packMatrix(matrix, product) }, quads };
}

/** WGSL of activation, bias, residual and `write(values, batch, row, column)`, with their bindings. */
export function epilogue({ inputs, attributes }: ProductLowering, product: Product) {
  const { type, bias, residual } = product;
  const { activation } = attributes;
  const bindings: Record<string, KernelBuffer> = { result: { kind: 'output', index: 0 } };
  const lines = [
    activationFunction(activationOf(activation === undefined ? {} : { activation }), 'f32'),
    '@group(1) @binding(2) var<storage, read_write> result: array<Element>;',
  ];
  const terms = ['ALPHA * value'];
  if (bias >= 0) {
    const strides = broadcastStrides(inputs[bias]?.shape ?? [], type.shape);
    bindings.bias = { kind: 'input', index: bias };
    lines.push(
      '@group(1) @binding(3) var<storage, read> bias: array<Element>;',
      offsetFunction('biasOffset', type.shape, strides),
    );
    terms.push('BETA * f32(bias[biasOffset(at)])');
  }
  if (residual >= 0) {
    bindings.residual = { kind: 'input', index: residual };
    lines.push('@group(1) @binding(4) var<storage, read> residual: array<Element>;');
    terms.push('f32(residual[at])');
  }
  lines.push(`fn finished(value: f32, at: u32) -> f32 { return activate(${terms.join(' + ')}); }
fn write(values: vec4f, batch: u32, row: u32, column: u32) {
  if (row >= M || column >= N) { return; }
  for (var i = 0u; i < min(4u, N - column); i++) {
    let at = (batch * M + row) * N + column + i;
    result[at] = Element(finished(values[i], at));
  }
}
// What four numbers of a row and four rows of the matrix add to sums of four columns.
fn addProduct(rows: mat4x4f, x: vec4f, sum: vec4f) -> vec4f {
  return sum + rows[0] * x.x + rows[1] * x.y + rows[2] * x.z + rows[3] * x.w;
}`);
  return { functions: lines.join('\n'), bindings };
}

/** Constants that all kernels of products share. */
export function productConstants({ m, n, k }: Product, { alpha = 1, beta = 1 }: MatmulAttributes) {
  return { M: m, N: n, K: k, ALPHA: floatText(alpha), BETA: floatText(beta) };
}

function batchFunctions({ batch, a, b }: Product): string {
  return `${offsetFunction('batchA', batch, a.batch)}\n${offsetFunction('batchB', batch, b.batch)}`;
}

/** The kernel for sides that lie in any way. */
export function blocksCall(node: ProductLowering, product: Product): KernelCall {
  const { batch, m, n, a, b } = product;
  const { functions, bindings } = epilogue(node, product);
  return {
    shader: { path: 'shaders/ops/matmul.wgsl', code: blocksWgsl },
    constants: {
      ...productConstants(product, node.attributes),
      A_ROW: a.row,
      A_COLUMN: a.column,
      B_ROW: b.row,
      B_COLUMN: b.column,
    },
    functions: `${batchFunctions(product)}\n${functions}`,
    bindings: {
      left: { kind: 'input', index: 0 },
      right: { kind: 'input', index: 1 },
      ...bindings,
    },
    workgroups: [Math.ceil(n / 32), Math.ceil(m / 32), elementCount(batch)],
  };
}

/** Whether rows of the first side can be read in quads. */
export function hasQuadRows({ a, k }: Product): boolean {
  return a.column === 1 && k % 4 === 0;
}

const QUAD_KERNELS = {
  packed: { path: 'shaders/ops/matmul-packed.wgsl', code: packedWgsl, tile: 32 },
  shared: { path: 'shaders/ops/matmul-shared.wgsl', code: sharedWgsl, tile: 64 },
} as const;

/** A kernel for sides that can be read in quads. */
export function quadCall(
  node: ProductLowering,
  product: Product,
  { buffer, quads }: Columns,
  name: keyof typeof QUAD_KERNELS,
): KernelCall {
  const { batch, m, n } = product;
  const { path, code, tile } = QUAD_KERNELS[name];
  const { functions, bindings } = epilogue(node, product);
  return {
    shader: { path, code },
    constants: { ...productConstants(product, node.attributes), QUADS: quads },
    functions: `${batchFunctions(product)}\n${functions}`,
    bindings: { left: { kind: 'input', index: 0 }, right: buffer, ...bindings },
    workgroups: [Math.ceil(n / tile), Math.ceil(m / tile), elementCount(batch)],
  };
}
