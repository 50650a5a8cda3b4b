import wgsl from '../../../shaders/ops/matmul.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { activate, activationFunction, activationOf } from '../activations.ts';
import { offsetFunction } from '../kernel.ts';
import { defineOp, type KernelBuffer } from '../op.ts';
import {
  broadcastShapes,
  broadcastStrides,
  elementCount,
  type Shape,
  shapeText,
  type TensorType,
} from '../tensor.ts';

/**
 * Attributes of a matrix product: `activation(alpha * A B + beta * C)`. `bias` says that there is a
 * third input C, broadcast to the result.
 */
export interface MatmulAttributes {
  readonly [name: string]: number | string | boolean | undefined;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly bias?: boolean;
  readonly alpha?: number;
  readonly beta?: number;
  readonly activation?: string;
}

/** A product with every number in place. */
interface Product {
  readonly batch: Shape;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Elements between rows and between columns of A and B. */
  readonly a: { readonly row: number; readonly column: number; readonly batch: readonly number[] };
  readonly b: { readonly row: number; readonly column: number; readonly batch: readonly number[] };
  readonly type: TensorType;
}

function side(shape: Shape, transposed: boolean) {
  const [rows = 1, columns = 1] = shape.slice(-2);
  return transposed
    ? { rows: columns, columns: rows, row: 1, column: columns }
    : { rows, columns, row: columns, column: 1 };
}

/** Strides of the batch axes, in elements. */
function batchStrides(shape: Shape, batch: Shape): number[] {
  const matrix = elementCount(shape.slice(-2));
  return broadcastStrides(shape.slice(0, -2), batch).map((stride) => stride * matrix);
}

function readProduct(inputs: readonly TensorType[], attributes: MatmulAttributes): Product {
  const [a, b] = inputs;
  const shapes = inputs.map(({ shape }) => shapeText(shape)).join(' and ');
  const refuse = (constraint: string): never =>
    fail({
      subject: 'The two sides of a matrix product',
      constraint,
      got: shapes,
      remedy: 'reshape or transpose one',
    });
  if (!a || !b || a.shape.length < 2 || b.shape.length < 2) return refuse('have two axes or more');
  const [left, right] = [
    side(a.shape, attributes.transposeA ?? false),
    side(b.shape, attributes.transposeB ?? false),
  ];
  if (left.columns !== right.rows) refuse('agree: columns of the first are rows of the second');
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return {
    batch,
    m: left.rows,
    n: right.columns,
    k: left.columns,
    a: { row: left.row, column: left.column, batch: batchStrides(a.shape, batch) },
    b: { row: right.row, column: right.column, batch: batchStrides(b.shape, batch) },
    type: { dtype: 'f32', shape: [...batch, left.rows, right.columns] },
  };
}

/** Offset of each matrix of a batch. */
function batchOffsets(batch: Shape, strides: readonly number[]): number[] {
  return batch.reduce<number[]>(
    (offsets, extent, axis) =>
      offsets.flatMap((offset) =>
        Array.from({ length: extent }, (_, i) => offset + i * (strides[axis] ?? 0)),
      ),
    [0],
  );
}

/** Matrix product over the last two axes, batch axes broadcast; also Gemm and fully connected layers. */
export default defineOp<MatmulAttributes>({
  name: 'matmul',
  infer(inputs, attributes) {
    const { type } = readProduct(inputs, attributes);
    const bias = inputs[2];
    if (attributes.bias && bias) broadcastShapes(bias.shape, type.shape);
    return [type];
  },
  reference(inputs, attributes) {
    const [a, b, c] = inputs;
    const { batch, m, n, k, type, ...strides } = readProduct(inputs, attributes);
    const data = new Float32Array(elementCount(type.shape));
    const [offsetsA, offsetsB] = [
      batchOffsets(batch, strides.a.batch),
      batchOffsets(batch, strides.b.batch),
    ];
    const biasStrides = c && attributes.bias ? broadcastStrides(c.shape, type.shape) : [];
    const biasOffsets = batchOffsets(batch, biasStrides.slice(0, -2));
    const { alpha = 1, beta = 1 } = attributes;
    const activation = activationOf(
      attributes.activation ? { activation: attributes.activation } : {},
    );
    offsetsA.forEach((fromA, index) => {
      for (let y = 0; y < m; y++) {
        for (let x = 0; x < n; x++) {
          let sum = 0;
          for (let i = 0; i < k; i++) {
            const left = a?.data[fromA + y * strides.a.row + i * strides.a.column] ?? 0;
            const right =
              b?.data[(offsetsB[index] ?? 0) + i * strides.b.row + x * strides.b.column] ?? 0;
            sum += left * right;
          }
          const place =
            (biasOffsets[index] ?? 0) +
            y * (biasStrides.at(-2) ?? 0) +
            x * (biasStrides.at(-1) ?? 0);
          const bias = attributes.bias ? beta * (c?.data[place] ?? 0) : 0;
          data[(index * m + y) * n + x] = activate(activation, alpha * sum + bias);
        }
      }
    });
    return [{ ...type, data }];
  },
  lower({ inputs, attributes }) {
    const product = readProduct(inputs, attributes);
    const { batch, m, n, k, a, b, type } = product;
    const batches = elementCount(batch);
    const bias = inputs[2];
    const { alpha = 1, beta = 1 } = attributes;
    const bindings: Record<string, KernelBuffer> = {
      left: { kind: 'input', index: 0 },
      right: { kind: 'input', index: 1 },
      result: { kind: 'output', index: 0 },
    };
    if (attributes.bias) bindings.bias = { kind: 'input', index: 2 };
    return [
      {
        shader: { path: 'shaders/ops/matmul.wgsl', code: wgsl },
        constants: {
          M: m,
          N: n,
          K: k,
          A_ROW: a.row,
          A_COLUMN: a.column,
          B_ROW: b.row,
          B_COLUMN: b.column,
          ALPHA: `f32(${alpha})`,
          BETA: `f32(${beta})`,
        },
        functions: [
          offsetFunction('batchA', batch, a.batch),
          offsetFunction('batchB', batch, b.batch),
          activationFunction(
            activationOf(attributes.activation ? { activation: attributes.activation } : {}),
            'f32',
          ),
          attributes.bias && bias
            ? `@group(1) @binding(3) var<storage, read> bias: array<Element>;
${offsetFunction('biasOffset', type.shape, broadcastStrides(bias.shape, type.shape))}
fn biasAt(i: u32) -> f32 { return BETA * f32(bias[biasOffset(i)]); }`
            : 'fn biasAt(i: u32) -> f32 { return 0.0; }',
        ].join('\n'),
        bindings,
        workgroups: [Math.ceil(n / 32), Math.ceil(m / 32), batches],
      },
    ];
  },
  cases: [
    matmulCase(
      'plain',
      [
        [5, 7],
        [7, 9],
      ],
      {},
    ),
    matmulCase(
      'batch broadcast',
      [
        [2, 1, 6, 4],
        [3, 4, 10],
      ],
      {},
    ),
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
    matmulCase('a row (decoding)', [[1, 64], [64, 50], [50]], { bias: true, activation: 'gelu' }),
  ],
});

function matmulCase(title: string, shapes: readonly Shape[], attributes: MatmulAttributes) {
  return {
    title,
    inputs: shapes.map((shape): TensorType => ({ dtype: 'f32', shape })),
    attributes,
  };
}
