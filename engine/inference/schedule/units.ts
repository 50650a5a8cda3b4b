import type { DispatchWork } from '../program.ts';

/** Dispatches `from` (inclusive) to `to` (exclusive) of a program. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * The pieces in which a program may be spread over frames: single dispatches, but whatever reads
 * pictures or uniforms is the first piece, so that all are of one frame, and whatever writes them the last, so
 * that no half of a result is ever seen.
 */
export function unitsOf(work: readonly DispatchWork[]): Span[] {
  const { length } = work;
  const latched = work.findLastIndex(({ reads }) => reads.length > 0) + 1;
  const written = work.findIndex(({ writes }) => writes.length > 0);
  const ending = written < 0 ? length : written;
  if (ending < latched) return [{ from: 0, to: length }];
  return [
    { from: 0, to: latched },
    ...Array.from({ length: ending - latched }, (_, i) => ({
      from: latched + i,
      to: latched + i + 1,
    })),
    { from: ending, to: length },
  ].filter(({ from, to }) => to > from);
}
