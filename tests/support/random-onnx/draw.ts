/** Draws choices from a fixed list of numbers, so that a failing model can be made smaller. */
export class Draw {
  readonly #numbers: readonly number[];
  #place = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** A whole number from `low` to `high`. */
  between(low: number, high: number): number {
    const number = this.#numbers[this.#place++ % this.#numbers.length] ?? 0;
    return low + (number % Math.max(1, high - low + 1));
  }

  /** True once in `times`. */
  once(times: number): boolean {
    return this.between(1, times) === times;
  }

  /** One of several. */
  of<Item>(items: readonly Item[]): Item {
    const item = items[this.between(0, items.length - 1)];
    if (item === undefined) throw new Error('There is nothing to draw.');
    return item;
  }

  /** The whole numbers below `count` in some order. */
  order(count: number): number[] {
    const left = Array.from({ length: count }, (_, i) => i);
    return Array.from(
      { length: count },
      () => left.splice(this.between(0, left.length - 1), 1)[0] ?? 0,
    );
  }

  /** An axis of a shape. */
  axis(shape: readonly number[]): number {
    return this.between(0, shape.length - 1);
  }

  /** A whole number that divides another. */
  divisor(number: number): number {
    return this.of(
      Array.from({ length: number }, (_, i) => i + 1).filter((one) => number % one === 0),
    );
  }
}
