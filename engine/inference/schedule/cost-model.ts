import { clamp } from '../../core/numeric.ts';
import type { DispatchWork } from '../program.ts';
import type { Span } from './units.ts';

/** Operations of a device a millisecond, by which costs are guessed before they are measured. */
export type Speed = number;

/** Operations that a GPU does in the time in which it moves a byte. */
const OPERATIONS_PER_BYTE = 4;
/** Time that any dispatch takes, in milliseconds. */
const DISPATCH = 0.005;
/** A measurement is believed up to this factor away from what was expected. */
const BELIEVED = 8;
/** Least share of a measurement in a unit's cost. */
const LEARNING = 0.2;

/** Milliseconds that dispatches should take at a speed: bound by arithmetic or by memory. */
export function guessMilliseconds(work: readonly DispatchWork[], speed: Speed): number {
  return work.reduce(
    (sum, { operations, bytes }) =>
      sum + DISPATCH + Math.max(operations, bytes * OPERATIONS_PER_BYTE) / speed,
    0,
  );
}

/** What each unit of a net costs on this device, in milliseconds: guessed, then learnt. */
export class CostModel {
  /** By unit. */
  readonly milliseconds: Float64Array;
  readonly #measured: Uint32Array;

  constructor(milliseconds: Iterable<number>) {
    this.milliseconds = Float64Array.from(milliseconds);
    this.#measured = new Uint32Array(this.milliseconds.length);
  }

  /** Costs of the units of a program at a speed. */
  static guess(work: readonly DispatchWork[], units: readonly Span[], speed: Speed): CostModel {
    return new CostModel(
      units.map(({ from, to }) => guessMilliseconds(work.slice(from, to), speed)),
    );
  }

  at(unit: number): number {
    return this.milliseconds[unit] ?? 0;
  }

  /** Milliseconds of the units `from` (inclusive) to `to` (exclusive). */
  sum(from: number, to: number): number {
    let sum = 0;
    for (let unit = from; unit < to; unit++) sum += this.at(unit);
    return sum;
  }

  /** Takes in how long the units `from` (inclusive) to `to` (exclusive) took together. */
  learn(from: number, to: number, milliseconds: number): void {
    const expected = this.sum(from, to);
    if (!(milliseconds > 0 && expected > 0)) return;
    const ratio = clamp(milliseconds / expected, 1 / BELIEVED, BELIEVED);
    for (let unit = from; unit < to; unit++) {
      const count = this.#measured[unit] ?? 0;
      this.#measured[unit] = count + 1;
      const share = Math.max(LEARNING, 1 / (1 + count));
      this.milliseconds[unit] = this.at(unit) * ratio ** share;
    }
  }
}
