import { fail } from '../../core/errors.ts';
import {
  broadcastShapes,
  broadcastStrides,
  elementCount,
  type Shape,
  shapeText,
  type TensorType,
} from '../tensor.ts';

/**
 * Attributes of a matrix product: `activation(alpha * A B + beta * C + D)`. `bias` says that there is
 * an input C, broadcast to the result; `residual` that there is an input D of the result's shape.
 */
export interface MatmulAttributes {
  readonly [name: string]: number | string | boolean | undefined;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly bias?: boolean;
  readonly residual?: boolean;
  readonly alpha?: number;
  readonly beta?: number;
  readonly activation?: string;
  /**
   * Rows of A are brought to mean 0 and variance 1 (`layer`), or to mean square 1 (`rms`), first. For
   * few rows, whole quads of columns of A, and a known matrix B alone.
   */
  readonly normalize?: string;
  /** Epsilon of that norm; 1e-5 when absent. */
  readonly epsilon?: number;
}

/** A side of a product: elements between rows, columns and matrices. */
export interface Side {
  readonly row: number;
  readonly column: number;
  readonly batch: readonly number[];
}

/** A product with every number in place. Rows that are multiplied by one matrix are of one batch. */
export interface Product {
  readonly batch: Shape;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Side;
  readonly b: Side;
  readonly type: TensorType;
  /** Places of C and D among the inputs, or -1. */
  readonly bias: number;
  readonly residual: number;
  readonly normalize: 'layer' | 'rms' | null;
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

/** Most rows whose norm is worth computing in every workgroup. */
export const FEW_ROWS = 4;

function normOf(attributes: MatmulAttributes, fits: boolean): 'layer' | 'rms' | null {
  const { normalize } = attributes;
  if (normalize === undefined) return null;
  if ((normalize === 'layer' || normalize === 'rms') && fits) return normalize;
  return fail({
    subject: 'The norm of the rows of a product',
    constraint: `be layer or rms, of at most ${FEW_ROWS} rows of whole quads that one matrix multiplies`,
    got: normalize,
    remedy: 'normalise them apart',
  });
}

/** Reads a product. @throws InstrumentError when its sides do not fit */
export function readProduct(inputs: readonly TensorType[], attributes: MatmulAttributes): Product {
  const [a, b] = inputs;
  const refuse = (constraint: string): never =>
    fail({
      subject: 'The two sides of a matrix product',
      constraint,
      got: inputs.map(({ shape }) => shapeText(shape)).join(' and '),
      remedy: 'reshape or transpose one',
    });
  if (!a || !b || a.shape.length < 2 || b.shape.length < 2) return refuse('have two axes or more');
  const left = side(a.shape, attributes.transposeA ?? false);
  const right = side(b.shape, attributes.transposeB ?? false);
  if (left.columns !== right.rows) refuse('agree: columns of the first are rows of the second');
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const type: TensorType = { dtype: 'f32', shape: [...batch, left.rows, right.columns] };
  const joins = b.shape.length === 2 && !attributes.transposeA;
  const m = joins ? elementCount(batch) * left.rows : left.rows;
  const bias = attributes.bias ? 2 : -1;
  const residual = attributes.residual ? Math.max(bias, 1) + 1 : -1;
  requireAdded(inputs, type, { bias, residual });
  return {
    batch: joins ? [] : batch,
    m,
    n: right.columns,
    k: left.columns,
    a: { row: left.row, column: left.column, batch: joins ? [] : batchStrides(a.shape, batch) },
    b: { row: right.row, column: right.column, batch: joins ? [] : batchStrides(b.shape, batch) },
    type,
    bias,
    residual,
    normalize: normOf(attributes, joins && m <= FEW_ROWS && left.columns % 4 === 0),
  };
}

function requireAdded(
  inputs: readonly TensorType[],
  { shape }: TensorType,
  places: { readonly bias: number; readonly residual: number },
): void {
  const bias = inputs[places.bias]?.shape ?? [];
  const residual = inputs[places.residual]?.shape ?? shape;
  const fits = broadcastShapes(bias, shape).join() === shape.join();
  const missing = Math.max(places.bias, places.residual) >= inputs.length;
  if (fits && !missing && residual.join() === shape.join()) return;
  fail({
    subject: 'What is added to a matrix product',
    constraint: `broadcast to ${shapeText(shape)}, and the residual have that shape`,
    got:
      inputs
        .slice(2)
        .map((input) => shapeText(input.shape))
        .join(' and ') || 'nothing',
    remedy: 'correct the shapes or the attributes',
  });
}
