import columnsWgsl from '../../../shaders/ops/matmul-columns.wgsl?raw';
import rowsWgsl from '../../../shaders/ops/matmul-rows.wgsl?raw';
import { floatText } from '../kernel.ts';
import type { KernelCall, KernelData } from '../op.ts';
import type { CpuTensor } from '../tensor.ts';
import { FEW_ROWS, type Product } from './product.ts';
import {
  type Columns,
  epilogue,
  hasQuadRows,
  type ProductLowering,
  productConstants,
} from './product-kernels.ts';

/** Invocations that keep a GPU busy. */
const ENOUGH = 16_384;
/** Quads of K that an invocation sums at least. */
const LEAST_WORK = 4;
/** A workgroup reads at least four quads of columns that lie side by side. */
const MOST_SPLITS = 16;
const powerBelow = (most: number) => 2 ** Math.floor(Math.log2(Math.max(1, most)));

/** Sums of the columns of a known matrix. */
function columnSums({ data }: CpuTensor, { n, k, b }: Product, quads: number): KernelData {
  const values = new Float32Array(quads * 4);
  for (let column = 0; column < n; column++) {
    let sum = 0;
    for (let row = 0; row < k; row++) sum += data[row * b.row + column * b.column] ?? 0;
    values[column] = sum;
  }
  return { type: 'f32', values };
}

/** WGSL `fn leftFour(row, k) -> vec4f` with its variable. */
function leftFunction(product: Product): string {
  const { a, k, m } = product;
  if (hasQuadRows(product)) {
    return `@group(1) @binding(0) var<storage, read> left: array<Element4>;
fn leftFour(row: u32, k: u32) -> vec4f { return vec4f(left[(min(row, ${m - 1}u) * K + k) / 4u]); }`;
  }
  const lane = (i: number) =>
    `select(0.0, f32(left[base + min(k + ${i}u, ${k - 1}u) * ${a.column}u]), k + ${i}u < K)`;
  return `@group(1) @binding(0) var<storage, read> left: array<Element>;
fn leftFour(row: u32, k: u32) -> vec4f {
  let base = min(row, ${m - 1}u) * ${a.row}u;
  return vec4f(${[0, 1, 2, 3].map(lane).join(', ')});
}`;
}

/** WGSL `fn shiftOf(row)` and `fn put(sum, moments, row, quad)`: the norm of a row, if any. */
function putFunctions({ normalize, k }: Product, epsilon: number): string {
  const inverse = (variance: string) => `inverseSqrt(${variance} + ${floatText(epsilon)})`;
  const bodies = {
    none: 'write(sum, 0u, row, quad * 4u);',
    rms: `write(sum * ${inverse(`moments.y / ${floatText(k)}`)}, 0u, row, quad * 4u);`,
    layer: `let mean = moments.x / ${floatText(k)};
  let variance = max(moments.y / ${floatText(k)} - mean * mean, 0.0);
  write((sum - mean * columnSums[quad]) * ${inverse('variance')}, 0u, row, quad * 4u);`,
  };
  return `fn shiftOf(row: u32) -> f32 { return ${normalize === 'layer' ? 'leftFour(row, 0u).x' : '0.0'}; }
fn put(sum: vec4f, moments: vec2f, row: u32, quad: u32) {
  ${bodies[normalize ?? 'none']}
}`;
}

/** The kernel of few rows without lanes that wait for each other. */
export function columnsCall(node: ProductLowering, product: Product, columns: Columns): KernelCall {
  const call = rowsCall(node, product, columns);
  return {
    ...call,
    shader: { path: 'shaders/ops/matmul-columns.wgsl', code: columnsWgsl },
    workgroups: [Math.ceil(columns.quads / 64), product.m, 1],
  };
}

/** The kernel of few rows: the matrix is read once for four of them. */
export function rowsCall(node: ProductLowering, product: Product, columns: Columns): KernelCall {
  const { m, k, normalize } = product;
  const { buffer, quads } = columns;
  const rows = m === 1 ? 1 : FEW_ROWS;
  const steps = Math.ceil(k / 4);
  const wanted = Math.min(ENOUGH / quads, steps / LEAST_WORK, MOST_SPLITS);
  const splits = powerBelow(wanted);
  const { functions, bindings } = epilogue(node, product);
  const matrix = node.constants[1];
  const isCentred = normalize === 'layer' && matrix;
  return {
    shader: { path: 'shaders/ops/matmul-rows.wgsl', code: rowsWgsl },
    constants: {
      ...productConstants(product, node.attributes),
      QUADS: quads,
      SPLITS: splits,
      STRETCH: Math.ceil(steps / splits),
      ROW_COUNT: rows,
      NORMAL: normalize ? 1 : 0,
    },
    functions: [
      functions,
      leftFunction(product),
      isCentred ? '@group(1) @binding(5) var<storage, read> columnSums: array<vec4f>;' : '',
      putFunctions(product, node.attributes.epsilon ?? 1e-5),
    ].join('\n'),
    bindings: {
      left: { kind: 'input', index: 0 },
      right: buffer,
      ...(isCentred && {
        columnSums: { kind: 'data', name: 'column sums', data: columnSums(matrix, product, quads) },
      }),
      ...bindings,
    },
    workgroups: [Math.ceil((quads * splits) / 64), Math.ceil(m / rows), 1],
  };
}
