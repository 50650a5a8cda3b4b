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

/**
 * WGSL of an invocation's sums: four columns of each row; and for a norm, of the row's numbers and
 * their squares, less the row's first number so that a large mean does not swallow the variance.
 */
function sumFunctions({ normalize, k }: Product, rows: number, epsilon: number): string {
  const each = (text: (i: number) => string) =>
    Array.from({ length: rows }, (_, i) => text(i)).join('\n');
  const isNormal = normalize !== null;
  const shift = (i: number) => (normalize === 'layer' ? ` - vec4f(sums.shift${i})` : '');
  const moments = (i: number) => `  s.sum${i} += dot(x${i}, vec4f(1.0));
  s.square${i} += dot(x${i}, x${i});`;
  const normal = (i: number) =>
    normalize === 'layer'
      ? `let mean${i} = s.sum${i} / ${floatText(k)};
  let inverse${i} = inverseSqrt(max(s.square${i} / ${floatText(k)} - mean${i} * mean${i}, 0.0) + ${floatText(epsilon)});
  write((s.row${i} - mean${i} * columnSums[quad]) * inverse${i}, 0u, row + ${i}u, quad * 4u);`
      : `write(s.row${i} * inverseSqrt(s.square${i} / ${floatText(k)} + ${floatText(epsilon)}), 0u, row + ${i}u, quad * 4u);`;
  return `struct Sums {
${each((i) => `  row${i}: vec4f,${isNormal ? ` shift${i}: f32, sum${i}: f32, square${i}: f32,` : ''}`)}
}
fn noSums(row: u32) -> Sums {
  var s: Sums;
${normalize === 'layer' ? each((i) => `  s.shift${i} = leftFour(row + ${i}u, 0u).x;`) : ''}
  return s;
}
fn added(sums: Sums, weights: mat4x4f, row: u32, k: u32) -> Sums {
  var s = sums;
${each(
  (i) => `  let x${i} = leftFour(row + ${i}u, k)${shift(i)};
  s.row${i} = addProduct(weights, x${i}, s.row${i});
${isNormal ? moments(i) : ''}`,
)}
  return s;
}
fn joined(a: Sums, b: Sums) -> Sums {
  var s = a;
${each((i) => `  s.row${i} += b.row${i};${isNormal ? ` s.sum${i} += b.sum${i}; s.square${i} += b.square${i};` : ''}`)}
  return s;
}
fn finish(s: Sums, row: u32, quad: u32) {
${each((i) => `  ${isNormal ? normal(i) : `write(s.row${i}, 0u, row + ${i}u, quad * 4u);`}`)}
}`;
}

/** The kernel of few rows: the matrix is read once for four of them. */
export function rowsCall(node: ProductLowering, product: Product, columns: Columns): KernelCall {
  const { m, k, normalize } = product;
  const { buffer, quads } = columns;
  const rows = Math.min(m, FEW_ROWS);
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
    },
    functions: [
      functions,
      leftFunction(product),
      isCentred ? '@group(1) @binding(5) var<storage, read> columnSums: array<vec4f>;' : '',
      sumFunctions(product, rows, node.attributes.epsilon ?? 1e-5),
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
