import { gainOf } from '../../../core/numeric.ts';
import type { Decibels, Hertz, Seconds } from '../../../core/units.ts';
import { type Biquad, highPass, highShelf, peaking } from '../dsp/biquad.ts';
import { TruePeakLimiter } from './true-peak-limiter.ts';

/** Below this nothing is heard, and much room is lost. */
const RUMBLE: Hertz = 24;
/** Below this both loudspeakers play the same. */
const MONO_BELOW: Hertz = 120;
/** Where chords, arpeggio and the tails of drums pile up. */
const MUD = { hertz: 290, q: 0.7, gain: -2.2 } as const;
/** Air over the mix. */
const AIR = { above: 9000, gain: 1.5 } as const;
/** The compressor that holds the parts together: slow enough to let strokes through. */
const GLUE = { threshold: -19, ratio: 2, attack: 0.02, release: 0.18, makeUp: 2.5 } as const;
/** Samples between two gains of the compressor. */
const STRIDE = 16;
/**
 * Slow hand on the fader, so that quiet styles and full ones stand side by side: so slow that a
 * section's rise is still a rise, and never by more than `most`.
 */
const HAND = { target: -15.7, time: 14, share: 0.75, most: 3.5, gate: -40 } as const;
/** Samples over which power is gathered: 0.4 s at 48 kHz. */
const HAND_STRIDE = 19_200;
/** What K-weighted power is off from LUFS. @source ITU-R BS.1770-4 */
const LUFS_OFFSET: Decibels = -0.691;

/** Samples that are mastered at once. */
const MOST = 128;

/** A one-pole share of the way a stride. */
const shareOf = (time: Seconds, sampleRate: Hertz) => 1 - Math.exp(-STRIDE / (time * sampleRate));

/**
 * A stereo compressor on the level of both channels together.
 * @source D. Giannoulis, M. Massberg, J. Reiss, "Digital Dynamic Range Compressor Design", JAES 2012
 */
class GlueCompressor {
  readonly #attack: number;
  readonly #release: number;
  #power = 0;
  #reduction: Decibels = 0;
  #gain = 1;
  #step = 0;
  #left = 0;

  constructor(sampleRate: Hertz) {
    this.#attack = shareOf(GLUE.attack, sampleRate);
    this.#release = shareOf(GLUE.release, sampleRate);
  }

  process(left: Float32Array, right: Float32Array, count: number): void {
    for (let i = 0; i < count; i++) {
      const x = left[i] as number;
      const y = right[i] as number;
      this.#power += x * x + y * y;
      if (++this.#left === STRIDE) this.#measure();
      this.#gain += this.#step;
      left[i] = x * this.#gain;
      right[i] = y * this.#gain;
    }
  }

  #measure(): void {
    const level = 10 * Math.log10(this.#power / (2 * STRIDE) + 1e-12);
    const wanted = Math.min(0, (GLUE.threshold - level) * (1 - 1 / GLUE.ratio));
    const share = wanted < this.#reduction ? this.#attack : this.#release;
    this.#reduction += (wanted - this.#reduction) * share;
    const target = gainOf(this.#reduction + GLUE.makeUp);
    this.#step = (target - this.#gain) / STRIDE;
    this.#power = 0;
    this.#left = 0;
  }
}

/**
 * Brings the loudness of minutes near to the target.
 * @source K-weighting after ITU-R BS.1770-4, its two stages by the nearest shelf and high-pass
 */
class SlowHand {
  readonly #weights: readonly [Biquad, Biquad, Biquad, Biquad];
  /** The newest samples, weighted. */
  readonly #heard = [new Float32Array(MOST), new Float32Array(MOST)] as const;
  readonly #share: number;
  #loudness: Decibels = HAND.target;
  #power = 0;
  #samples = 0;
  #gain = 1;
  #step = 0;

  constructor(sampleRate: Hertz) {
    const shelf = () => highShelf(1500, sampleRate, 4);
    const pass = () => highPass(38, sampleRate, 0.5);
    this.#weights = [shelf(), pass(), shelf(), pass()];
    this.#share = 1 - Math.exp(-HAND_STRIDE / (HAND.time * sampleRate));
  }

  process(left: Float32Array, right: Float32Array, count: number): void {
    const [heardLefts, heardRights] = this.#heard;
    for (let i = 0; i < count; i++) {
      heardLefts[i] = left[i] as number;
      heardRights[i] = right[i] as number;
    }
    const [a, b, c, d] = this.#weights;
    for (const filter of [a, b]) filter.process(heardLefts, count);
    for (const filter of [c, d]) filter.process(heardRights, count);
    for (let i = 0; i < count; i++) {
      const x = left[i] as number;
      const y = right[i] as number;
      const heardLeft = heardLefts[i] as number;
      const heardRight = heardRights[i] as number;
      this.#power += heardLeft * heardLeft + heardRight * heardRight;
      if (++this.#samples === HAND_STRIDE) this.#measure();
      this.#gain += this.#step;
      left[i] = x * this.#gain;
      right[i] = y * this.#gain;
    }
  }

  #measure(): void {
    const loudness = LUFS_OFFSET + 10 * Math.log10(this.#power / HAND_STRIDE + 1e-12);
    if (loudness > HAND.gate) this.#loudness += (loudness - this.#loudness) * this.#share;
    const wanted = HAND.share * (HAND.target - this.#loudness);
    const held = Math.max(-HAND.most, Math.min(HAND.most, wanted));
    this.#step = (gainOf(held) - this.#gain) / HAND_STRIDE;
    this.#power = 0;
    this.#samples = 0;
  }
}

/**
 * All that a mix goes through last: rumble taken off, the low end brought to the middle, less of the
 * low middle, some air, a gentle compressor, a slow hand on the loudness, and the true-peak limiter.
 */
export class MasteringChain {
  readonly #limiter: TruePeakLimiter;
  readonly #glue: GlueCompressor;
  readonly #hand: SlowHand;
  readonly #rumble: readonly [Biquad, Biquad];
  readonly #mud: readonly [Biquad, Biquad];
  readonly #air: readonly [Biquad, Biquad];
  readonly #side: readonly [Biquad, Biquad];
  readonly #drive: number;

  /** @param drive gain before the limiter */
  constructor(sampleRate: Hertz, drive: Decibels = 0) {
    this.#limiter = new TruePeakLimiter(sampleRate);
    this.#glue = new GlueCompressor(sampleRate);
    this.#hand = new SlowHand(sampleRate);
    const two = (make: () => Biquad): readonly [Biquad, Biquad] => [make(), make()];
    this.#rumble = two(() => highPass(RUMBLE, sampleRate));
    this.#side = two(() => highPass(MONO_BELOW, sampleRate));
    this.#mud = two(() => peaking(MUD.hertz, sampleRate, MUD.q, MUD.gain));
    this.#air = two(() => highShelf(AIR.above, sampleRate, AIR.gain));
    this.#drive = gainOf(drive);
  }

  /** Samples by which the sound is late. */
  get latency(): number {
    return this.#limiter.latency;
  }

  /** Masters the first `count` samples in place. */
  process(left: Float32Array, right: Float32Array, count: number): void {
    if (count > MOST) {
      this.process(left.subarray(0, MOST), right.subarray(0, MOST), MOST);
      this.process(left.subarray(MOST), right.subarray(MOST), count - MOST);
      return;
    }
    this.#rumble[0].process(left, count);
    this.#rumble[1].process(right, count);
    this.#centreLows(left, right, count);
    for (const filter of [this.#mud[0], this.#air[0]]) filter.process(left, count);
    for (const filter of [this.#mud[1], this.#air[1]]) filter.process(right, count);
    this.#glue.process(left, right, count);
    this.#hand.process(left, right, count);
    this.#limiter.process(left, right, count);
  }

  /** Takes the low end of the difference of both sides away, and drives the rest. */
  #centreLows(left: Float32Array, right: Float32Array, count: number): void {
    for (let i = 0; i < count; i++) {
      const [x, y] = [left[i] as number, right[i] as number];
      left[i] = (x + y) / 2;
      right[i] = (x - y) / 2;
    }
    for (const filter of this.#side) filter.process(right, count);
    for (let i = 0; i < count; i++) {
      const [middle, side] = [left[i] as number, right[i] as number];
      left[i] = (middle + side) * this.#drive;
      right[i] = (middle - side) * this.#drive;
    }
  }

  /** By how much the limiter has turned down since it was last asked. */
  takeReduction(): Decibels {
    return this.#limiter.takeReduction();
  }
}
