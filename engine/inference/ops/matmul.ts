import { activationOf } from '../activations.ts';
import { wave } from '../case-data.ts';
import { columnsCall, rowsCall } from '../matmul/few-rows.ts';
import { type MatmulAttributes, type Product, readProduct } from '../matmul/product.ts';
import {
  blocksCall,
  type Columns,
  columnsOf,
  hasQuadRows,
  type ProductLowering,
  quadCall,
} from '../matmul/product-kernels.ts';
import { productOnCpu } from '../matmul/product-reference.ts';
import { defineOp, type KernelCall } from '../op.ts';
import type { CpuTensor, Shape, TensorType } from '../tensor.ts';

/** Rows up to which the matrix is read once for all, by lanes that split K. */
const ROWS_FOR_LANES = 8;
/** Rows and columns from which tiles in workgroup memory can pay. */
const LARGE = 32;

type Kernel = readonly [name: string, make: () => KernelCall];

/** Kernels of few rows: lanes that split K, or, on processors, none that wait for each other. */
function fewRowKernels(node: ProductLowering, product: Product, columns: Columns): Kernel[] {
  const kernels: Kernel[] = [
    ['rows', () => rowsCall(node, product, columns)],
    ['columns', () => columnsCall(node, product, columns)],
  ];
  return node.limits.software ? kernels.reverse() : kernels;
}

/** Kernels that can run a product, the likely fastest first. */
function kernelsOf(node: ProductLowering, product: Product): Map<string, () => KernelCall> {
  const { batch, m, n, normalize } = product;
  const columns = columnsOf(node, product);
  const few = columns && batch.length === 0 ? fewRowKernels(node, product, columns) : [];
  if (normalize) return new Map(few);
  const isFew = m <= ROWS_FOR_LANES;
  const isLarge = Math.min(m, n) >= LARGE && node.limits.maxInvocations >= 256;
  const quads = columns && hasQuadRows(product) ? columns : null;
  const many: Kernel[] = [];
  // Tiles in workgroup memory help where caches are slow; software adapters take long to build them.
  if (quads) many.push(['packed', () => quadCall(node, product, quads, 'packed')]);
  if (quads && isLarge) many.push(['shared', () => quadCall(node, product, quads, 'shared')]);
  many.push(['blocks', () => blocksCall(node, product)]);
  return new Map(isFew ? [...few, ...many] : [...many, ...few]);
}

/**
 * Matrix product over the last two axes, batch axes broadcast; also Gemm and fully connected layers.
 * Inputs: A, B, then C and D as attributes say.
 */
export default defineOp<MatmulAttributes>({
  name: 'matmul',
  infer(inputs, attributes) {
    const { activation } = attributes;
    activationOf(activation === undefined ? {} : { activation });
    return [readProduct(inputs, attributes).type];
  },
  reference: (inputs, attributes) => [
    productOnCpu(readProduct(inputs, attributes), inputs, attributes),
  ],
  variants: (node) => [...kernelsOf(node, readProduct(node.inputs, node.attributes)).keys()],
  lower(node) {
    const kernels = kernelsOf(node, readProduct(node.inputs, node.attributes));
    const [standard] = kernels.values();
    const chosen = kernels.get(node.variant ?? '') ?? standard;
    return chosen ? [chosen()] : [];
  },
  cases: [
    matmulCase('plain', [
      [5, 7],
      [7, 9],
    ]),
    matmulCase('quads of everything', [
      [70, 72],
      [72, 132],
    ]),
    matmulCase('batch broadcast', [
      [2, 1, 6, 4],
      [3, 4, 10],
    ]),
    matmulCase('batch of quads', [
      [3, 13, 20],
      [3, 20, 36],
    ]),
    matmulCase('transposed with bias', [[7, 5], [9, 7], [9]], {
      transposeA: true,
      transposeB: true,
      bias: true,
    }),
    matmulCase(
      'gemm',
      [
        [33, 40],
        [40, 35],
        [33, 1],
      ],
      { bias: true, alpha: 0.5, beta: 2 },
    ),
    matmulCase('a row (decoding)', [[1, 64], [64, 52], [52]], { bias: true, activation: 'gelu' }),
    matmulCase('few rows by known weights of no whole quads', [[2, 3, 37], wave([37, 50])]),
    matmulCase(
      'rows by known transposed weights, bias and residual',
      [[2, 5, 24], wave([30, 24]), [30], [2, 5, 30]],
      { transposeB: true, bias: true, residual: true },
    ),
    matmulCase(
      'normalised rows, bias and residual',
      [[1, 3, 128], wave([128, 70]), [70], [1, 3, 70]],
      { normalize: 'layer', bias: true, residual: true },
    ),
    matmulCase('a row of mean square 1', [[1, 20], wave([9, 20])], {
      normalize: 'rms',
      epsilon: 1e-3,
      transposeB: true,
      activation: 'silu',
    }),
  ],
});

function matmulCase(
  title: string,
  given: readonly (Shape | CpuTensor)[],
  attributes: MatmulAttributes = {},
) {
  const inputs = given.map((one): TensorType | CpuTensor =>
    'data' in one ? one : { dtype: 'f32', shape: one },
  );
  return { title, inputs, attributes };
}
