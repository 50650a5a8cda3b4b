/**
 * A WebAssembly module that multiplies matrices of f32, four rows by eight columns at a time, four
 * numbers an instruction: put together here, since it is one small loop.
 * @source https://webassembly.github.io/spec/core/binary/ (modules, instructions, SIMD)
 */

/** Rows and columns of a tile: what is multiplied is filled up to multiples of these. */
export const TILE = { rows: 4, columns: 8 } as const;

/** What the module exports. */
export interface ProductExports {
  readonly memory: WebAssembly.Memory;
  /**
   * `result[rows, columns] = left * right`. Places are in bytes.
   * @param left `[rows / 4, inner, 4]`: four rows side by side
   * @param right `[inner, columns]`
   */
  multiply(
    left: number,
    right: number,
    result: number,
    rows: number,
    inner: number,
    columns: number,
  ): void;
}

type Code = readonly number[];

const I32 = 0x7f;
const V128 = 0x7b;
const FLOAT_BYTES = 4;
const VECTOR_BYTES = 16;
/** Logarithms of how places in memory are aligned. */
const ALIGNED = { float: 2, vector: 2 } as const;

// Locals: the parameters, then what the loops keep.
const [LEFT, RIGHT, RESULT, ROWS, INNER, COLUMNS] = [0, 1, 2, 3, 4, 5];
const [ROW, COLUMN, STEP, FROM_LEFT, FROM_RIGHT, ROW_BYTES, TO] = [6, 7, 8, 9, 10, 11, 12];
const NUMBERS = 7;
const [FIRST, SECOND, SPREAD, SUMS] = [13, 14, 15, 16];
const VECTORS = 3 + 2 * TILE.rows;

/** An unsigned number as LEB128. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** A vector of the binary format: a count, and what is counted. */
const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const sized = (code: Code): Code => [...unsigned(code.length), ...code];
const section = (id: number, code: Code): Code => [id, ...sized(code)];
const text = (name: string): Code => sized([...name].map((letter) => letter.charCodeAt(0)));

const get = (local: number): Code => [0x20, local];
const set = (local: number): Code => [0x21, local];
/** A small number, below 64. */
const constant = (value: number): Code => [0x41, value];
const ADD: Code = [0x6a];
const MULTIPLY: Code = [0x6c];
const SHIFT_LEFT: Code = [0x74];
const IS_LESS: Code = [0x49];
const simd = (...code: number[]): Code => [0xfd, ...code];
const ZERO: Code = simd(0x0c, ...new Array<number>(VECTOR_BYTES).fill(0));
const ADD_VECTORS: Code = simd(0xe4, 0x01);
const MULTIPLY_VECTORS: Code = simd(0xe6, 0x01);
const load = (offset: number): Code => simd(0x00, ALIGNED.vector, offset);
const loadSpread = (offset: number): Code => simd(0x09, ALIGNED.float, offset);
const store = (offset: number): Code => simd(0x0b, ALIGNED.vector, offset);

const bytesOf = (local: number): Code => [...get(local), ...constant(2), ...SHIFT_LEFT];
const move = (local: number, by: Code): Code => [...get(local), ...by, ...ADD, ...set(local)];

/** Runs a body with `local` at 0, `by`, … while it is below `end`; at least once. */
function loop(local: number, end: number, by: number, body: Code): Code {
  const again = [...get(local), ...get(end), ...IS_LESS, 0x0d, 0];
  return [
    ...[...constant(0), ...set(local)],
    ...[0x03, 0x40, ...body, ...move(local, constant(by)), ...again, 0x0b],
  ];
}

const tileRows = Array.from({ length: TILE.rows }, (_, i) => i);

/** One product of a column of four by a row of eight, added to the tile's sums. */
function addStep(): Code {
  const added = (sum: number, by: number): Code => [
    ...get(sum),
    ...[...get(SPREAD), ...get(by), ...MULTIPLY_VECTORS],
    ...[...ADD_VECTORS, ...set(sum)],
  ];
  return [
    ...[...get(FROM_RIGHT), ...load(0), ...set(FIRST)],
    ...[...get(FROM_RIGHT), ...load(VECTOR_BYTES), ...set(SECOND)],
    ...tileRows.flatMap((row) => [
      ...[...get(FROM_LEFT), ...loadSpread(row * FLOAT_BYTES), ...set(SPREAD)],
      ...added(SUMS + 2 * row, FIRST),
      ...added(SUMS + 2 * row + 1, SECOND),
    ]),
    ...move(FROM_LEFT, constant(TILE.rows * FLOAT_BYTES)),
    ...move(FROM_RIGHT, get(ROW_BYTES)),
  ];
}

function makeTile(): Code {
  return [
    ...tileRows.flatMap((row) =>
      [0, 1].flatMap((half) => [...ZERO, ...set(SUMS + 2 * row + half)]),
    ),
    ...[...get(ROW), ...get(INNER), ...MULTIPLY, ...constant(2), ...SHIFT_LEFT],
    ...[...get(LEFT), ...ADD, ...set(FROM_LEFT)],
    ...[...bytesOf(COLUMN), ...get(RIGHT), ...ADD, ...set(FROM_RIGHT)],
    ...loop(STEP, INNER, 1, addStep()),
    ...[...get(ROW), ...get(ROW_BYTES), ...MULTIPLY, ...bytesOf(COLUMN), ...ADD],
    ...[...get(RESULT), ...ADD, ...set(TO)],
    ...tileRows.flatMap((row) => [
      ...[...get(TO), ...get(SUMS + 2 * row), ...store(0)],
      ...[...get(TO), ...get(SUMS + 2 * row + 1), ...store(VECTOR_BYTES)],
      ...move(TO, get(ROW_BYTES)),
    ]),
  ];
}

/** The module's bytes. */
export function productModule(): Uint8Array<ArrayBuffer> {
  const locals = list([
    [...unsigned(NUMBERS), I32],
    [...unsigned(VECTORS), V128],
  ]);
  const body = [
    ...[...bytesOf(COLUMNS), ...set(ROW_BYTES)],
    ...loop(ROW, ROWS, TILE.rows, loop(COLUMN, COLUMNS, TILE.columns, makeTile())),
    0x0b,
  ];
  const parameters = [LEFT, RIGHT, RESULT, ROWS, INNER, COLUMNS].map(() => [I32]);
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, list([[0x60, ...list(parameters), 0]])),
    ...section(3, list([[0]])),
    ...section(5, list([[0x00, 1]])),
    ...section(
      7,
      list([
        [...text('memory'), 0x02, 0],
        [...text('multiply'), 0x00, 0],
      ]),
    ),
    ...section(10, list([sized([...locals, ...body])])),
  ]);
}
