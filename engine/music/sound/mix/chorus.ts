import type { Hertz } from '../../../core/units.ts';
import { DelayLine } from '../dsp/delay-line.ts';

const CHORUS = { hertz: 0.43, depth: 0.0016, wet: 0.5, delays: [0.011, 0.0145] } as const;

/** Two delays that sway against each other, one a side, beside the sound itself. */
export class Chorus {
  readonly #rate: Hertz;
  readonly #lines: readonly [DelayLine, DelayLine];
  #samples = 0;

  constructor(rate: Hertz) {
    this.#rate = rate;
    const line = () => new DelayLine(0.05 * rate);
    this.#lines = [line(), line()];
  }

  /** Adds to a block, in place, what the delays give back of its middle. */
  process(left: Float32Array, right: Float32Array): void {
    const [first, second] = this.#lines;
    const count = left.length;
    const [fromLeft, fromRight] = [this.#delay(0), this.#delay(1)];
    this.#samples += count;
    const turnLeft = (this.#delay(0) - fromLeft) / count;
    const turnRight = (this.#delay(1) - fromRight) / count;
    for (let i = 0; i < count; i++) {
      const x = left[i] as number;
      const y = right[i] as number;
      const middle = (x + y) / 2;
      first.write(middle);
      second.write(middle);
      left[i] = x + CHORUS.wet * first.read(fromLeft + turnLeft * i);
      right[i] = y + CHORUS.wet * second.read(fromRight + turnRight * i);
    }
  }

  /** The delay of a side at the beginning of a block, in samples. */
  #delay(side: 0 | 1): number {
    const cycles = (this.#samples / this.#rate) * CHORUS.hertz * (1 + side / 7);
    return (CHORUS.delays[side] + CHORUS.depth * Math.sin(2 * Math.PI * cycles)) * this.#rate;
  }
}
