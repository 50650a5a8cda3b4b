import { elementCount, normalizeAxis, type Shape } from './tensor.ts';

/** The lines of a tensor along one axis; line `r` is the `r`-th place of all other axes. */
export interface Lines {
  /** The axis, counted from the front. */
  readonly axis: number;
  readonly rows: number;
  readonly extent: number;
  /** Elements from one number of a line to the next. */
  readonly inner: number;
}

/** The lines along an axis. @throws InstrumentError when the shape has no such axis */
export function linesOf(shape: Shape, axis: number): Lines {
  const at = normalizeAxis(axis, shape.length);
  const extent = shape[at] ?? 1;
  return {
    axis: at,
    rows: elementCount(shape) / extent,
    extent,
    inner: elementCount(shape.slice(at + 1)),
  };
}

/** Offset of number `i` of line `row`. */
export function lineOffset({ extent, inner }: Lines, row: number, i: number): number {
  return (Math.floor(row / inner) * extent + i) * inner + (row % inner);
}

/** WGSL `fn <name>(row, i) -> u32`, the offset of number `i` of line `row`. */
export function lineFunction(name: string, { extent, inner }: Lines): string {
  const body =
    inner === 1
      ? `row * ${extent}u + i`
      : `((row / ${inner}u) * ${extent}u + i) * ${inner}u + row % ${inner}u`;
  return `fn ${name}(row: u32, i: u32) -> u32 { return ${body}; }`;
}

/** The numbers of a line. */
export function lineOn(data: ArrayLike<number>, lines: Lines, row: number): number[] {
  return Array.from({ length: lines.extent }, (_, i) => data[lineOffset(lines, row, i)] ?? 0);
}
