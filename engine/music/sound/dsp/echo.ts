import type { Hertz, Seconds } from '../../../core/units.ts';
import { highPass, lowPass } from './biquad.ts';
import { DelayLine } from './delay-line.ts';

const FEEDBACK = 0.36;
/** What is below and above has no echo. */
const BAND: { readonly low: Hertz; readonly high: Hertz } = { low: 320, high: 4800 };

/** Echoes that go from side to side: the left comes after one delay, the right after two. */
export class Echo {
  readonly #sampleRate: Hertz;
  readonly #bottoms;
  readonly #tops;
  readonly #left: DelayLine;
  readonly #before: DelayLine;
  readonly #right: DelayLine;
  #delay = 0;
  #send = 0;

  constructor(sampleRate: Hertz, longest: Seconds) {
    this.#sampleRate = sampleRate;
    this.#bottoms = [highPass(BAND.low, sampleRate), highPass(BAND.low, sampleRate)] as const;
    this.#tops = [lowPass(BAND.high, sampleRate), lowPass(BAND.high, sampleRate)] as const;
    const line = () => new DelayLine(longest * sampleRate);
    [this.#left, this.#before, this.#right] = [line(), line(), line()];
  }

  /** Replaces a block by its echoes, `time` apart; `send` is how much of it comes in. */
  process(left: Float32Array, right: Float32Array, time: Seconds, send: number): void {
    const count = left.length;
    const delay = time * this.#sampleRate;
    // From where they stood in the block before, so that nothing steps.
    if (this.#delay === 0) this.#delay = delay;
    const turn = (delay - this.#delay) / count;
    const swell = (send - this.#send) / count;
    this.#bottoms[0].process(left);
    this.#bottoms[1].process(right);
    this.#tops[0].process(left);
    this.#tops[1].process(right);
    for (let i = 0; i < count; i++) {
      this.#delay += turn;
      this.#send += swell;
      const inLeft = this.#send * (left[i] as number);
      const inRight = this.#send * (right[i] as number);
      const outLeft = this.#left.read(this.#delay);
      const outRight = this.#right.read(this.#delay);
      const before = this.#before.read(this.#delay);
      this.#left.write(inLeft + FEEDBACK * outRight);
      this.#before.write(inRight);
      this.#right.write(before + FEEDBACK * outLeft);
      left[i] = outLeft;
      right[i] = outRight;
    }
  }
}
