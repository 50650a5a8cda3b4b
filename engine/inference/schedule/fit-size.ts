/** Frames that a pass may take before the net is made smaller, and from which on it may grow. */
const LATE = 5;
const ROOM = 2;
/** Passes in a row that must say so: a moment's load changes nothing. */
const PASSES = { smaller: 12, larger: 90 } as const;
/** Passes after a change in which nothing is concluded: costs are learnt anew. */
const SETTLING = 30;

/**
 * Chooses among sizes of a net, the least work first, the largest whose passes end within a few
 * frames of the budget. It shrinks soon and grows late, and not back and forth: what is just
 * late at one size leaves no room at the next smaller one to grow back.
 */
export class SizeFit {
  #place: number;
  #late = 0;
  #roomy = 0;
  #rest = 0;

  /** @param place where it begins, of `count` sizes */
  constructor(
    readonly count: number,
    place: number,
  ) {
    this.#place = place;
  }

  /** Place of the size that fits, as far as is known. */
  get place(): number {
    return this.#place;
  }

  /**
   * Takes in a pass.
   * @param frames frames of the budget that its costs come to
   * @param growth how many times the work of this size the next larger one is
   * @returns whether another size fits from now on
   */
  observe(frames: number, growth: number): boolean {
    if (this.#rest > 0) {
      this.#rest -= 1;
      return false;
    }
    this.#late = frames > LATE ? this.#late + 1 : 0;
    this.#roomy = frames * growth < ROOM ? this.#roomy + 1 : 0;
    if (this.#late >= PASSES.smaller && this.#place > 0) return this.#move(-1);
    if (this.#roomy >= PASSES.larger && this.#place + 1 < this.count) return this.#move(1);
    return false;
  }

  #move(by: number): boolean {
    this.#place += by;
    this.#late = this.#roomy = 0;
    this.#rest = SETTLING;
    return true;
  }
}
