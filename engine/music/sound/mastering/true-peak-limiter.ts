import { LookAheadGain } from '../../../core/look-ahead-gain.ts';
import { gainOf } from '../../../core/numeric.ts';
import type { Decibels, Hertz, Seconds } from '../../../core/units.ts';
import { TRUE_PEAK_DELAY, TruePeakMeter } from './true-peak.ts';

/** What no peak between samples passes: -1 dBTP, and half a decibel for what lossy encoders add. */
export const CEILING: Decibels = -1.5;
/** Room for meters whose interpolation differs from the standard's example. */
const MARGIN: Decibels = 0.2;
const LOOK_AHEAD: Seconds = 0.003;
const RELEASE: Seconds = 0.08;

/**
 * A stereo limiter of true peaks: what comes out, read by any true-peak meter, stays below the
 * ceiling. Both channels share one gain, so that the picture of the sound does not move.
 * @source ITU-R BS.1770-4, annex 2 (true peak)
 */
export class TruePeakLimiter {
  /** Samples by which the sound is late. */
  readonly latency: number;
  readonly #ceiling: number;
  readonly #gain: LookAheadGain;
  readonly #meters: readonly [TruePeakMeter, TruePeakMeter];
  readonly #late: readonly [Float32Array, Float32Array];
  #slot = 0;
  /** The smallest gain since it was last asked for. */
  #least = 1;

  constructor(sampleRate: Hertz, ceiling: Decibels = CEILING) {
    this.#ceiling = gainOf(ceiling - MARGIN);
    this.#gain = new LookAheadGain(sampleRate, { lookAhead: LOOK_AHEAD, release: RELEASE });
    this.#meters = [new TruePeakMeter(this.#ceiling), new TruePeakMeter(this.#ceiling)];
    this.latency = this.#gain.window + TRUE_PEAK_DELAY;
    this.#late = [new Float32Array(this.latency), new Float32Array(this.latency)];
  }

  /** Limits the first `count` samples in place. */
  process(left: Float32Array, right: Float32Array, count: number): void {
    const [lateLeft, lateRight] = this.#late;
    const [meterLeft, meterRight] = this.#meters;
    for (let i = 0; i < count; i++) {
      const x = left[i] as number;
      const y = right[i] as number;
      const peak = Math.max(meterLeft.next(x), meterRight.next(y), 1e-9);
      const gain = this.#gain.next(Math.min(1, this.#ceiling / peak));
      if (gain < this.#least) this.#least = gain;
      left[i] = (lateLeft[this.#slot] as number) * gain;
      right[i] = (lateRight[this.#slot] as number) * gain;
      lateLeft[this.#slot] = x;
      lateRight[this.#slot] = y;
      if (++this.#slot === this.latency) this.#slot = 0;
    }
  }

  /** By how much it has turned down at most since it was last asked; 0 when not at all. */
  takeReduction(): Decibels {
    const reduction = 20 * Math.log10(this.#least);
    this.#least = 1;
    return reduction;
  }
}
