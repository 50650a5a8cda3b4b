import { clamp } from '../../core/numeric.ts';
import type { Unit01 } from '../../core/units.ts';

/**
 * What a control does when its parameter stands elsewhere: `pickup` waits until the control
 * reaches the parameter, `scaled` moves the parameter by the share of the way that is left, and
 * `jump` goes there at once.
 */
export type TakeoverMode = 'pickup' | 'scaled' | 'jump';

/** All modes, for lists and checks. */
export const TAKEOVER_MODES: readonly TakeoverMode[] = ['pickup', 'scaled', 'jump'];

/** Travel within which a control has reached its parameter. @source Mixxx, soft takeover */
export const TAKEOVER_THRESHOLD: Unit01 = 3 / 128;
/** How many times faster than the control a scaled parameter may move. */
export const MOST_SCALE = 3;
/** Travel that counts as standing still. */
const STILL: Unit01 = 1e-6;

/** One control on one parameter: what it knows of both. */
export interface Takeover {
  /**
   * Where the parameter goes when the control moves.
   * @param place of the control, mapped onto the parameter's travel
   * @param standing travel of the parameter now
   * @param step travel between two values of a stepped parameter; 0 without steps
   * @returns its new travel, or null to leave it
   */
  move(place: Unit01, standing: Unit01, step?: Unit01): Unit01 | null;
  /** The control moves without this parameter: it plays another page, or is being learnt. */
  pass(place: Unit01): void;
  /** Nothing is known any more: the device went away. */
  forget(): void;
  /** Whether the parameter follows the control. */
  readonly holds: boolean;
}

/** Ends of a control's range on the parameter's travel, in either order. */
export interface TakeoverRange {
  readonly from: Unit01;
  readonly to: Unit01;
}

class Pickup implements Takeover {
  holds = false;
  #last: Unit01 | null = null;
  /** Where this control has left the parameter. */
  #left: Unit01 = 0;

  move(place: Unit01, standing: Unit01, step = 0): Unit01 | null {
    const near = Math.max(TAKEOVER_THRESHOLD, step / 2 + STILL);
    const last = this.#last;
    this.#last = place;
    if (this.holds && Math.abs(standing - this.#left) > near) this.holds = false;
    if (!this.holds) {
      const isReached = Math.abs(place - standing) <= near;
      const isCrossed = last !== null && (last - standing) * (place - standing) < 0;
      if (!isReached && !isCrossed) return null;
      this.holds = true;
    }
    // The parameter never moves further than the control did, but for the threshold.
    const most = (last === null ? 0 : Math.abs(place - last)) + near;
    this.#left = standing + clamp(place - standing, -most, most);
    return this.#left;
  }

  pass(place: Unit01): void {
    this.holds = false;
    this.#last = place;
  }

  forget(): void {
    this.holds = false;
    this.#last = null;
  }
}

class Scaled implements Takeover {
  readonly #ends: readonly [Unit01, Unit01];
  #last: Unit01 | null = null;

  constructor({ from, to }: TakeoverRange) {
    this.#ends = [Math.min(from, to), Math.max(from, to)];
  }

  get holds(): boolean {
    return this.#last !== null;
  }

  move(place: Unit01, standing: Unit01): Unit01 | null {
    const last = this.#last;
    this.#last = place;
    if (last === null || place === last) return null;
    const end = place > last ? this.#ends[1] : this.#ends[0];
    const way = end - last;
    if (Math.abs(way) < STILL) return null;
    const scale = clamp((end - standing) / way, 0, MOST_SCALE);
    return clamp(standing + (place - last) * scale, 0, 1);
  }

  pass(place: Unit01): void {
    this.#last = place;
  }

  forget(): void {
    this.#last = null;
  }
}

const jump: Takeover = {
  move: (place) => place,
  pass() {},
  forget() {},
  holds: true,
};

/** A control that has not moved yet. */
export function createTakeover(mode: TakeoverMode, range: TakeoverRange): Takeover {
  if (mode === 'pickup') return new Pickup();
  return mode === 'scaled' ? new Scaled(range) : jump;
}
