/**
 * The four phases of the interpolating filter, newest sample last.
 * @source ITU-R BS.1770-4, annex 2, table of the 48-tap, 4-phase FIR filter
 */
const PHASE_0 = [
  0.001708984375, 0.010986328125, -0.0196533203125, 0.033203125, -0.0594482421875, 0.1373291015625,
  0.97216796875, -0.102294921875, 0.047607421875, -0.026611328125, 0.014892578125, -0.00830078125,
];
const PHASE_1 = [
  -0.0291748046875, 0.029296875, -0.0517578125, 0.089111328125, -0.16650390625, 0.465087890625,
  0.77978515625, -0.2003173828125, 0.1015625, -0.0582275390625, 0.0330810546875, -0.0189208984375,
];
const TAPS = PHASE_0.length;
const PHASES = [PHASE_0, PHASE_1, [...PHASE_1].reverse(), [...PHASE_0].reverse()];
/** `[phase * TAPS + tap]`. */
const TABLE = Float64Array.from(PHASES.flat());
/** No interpolated sample is larger than the largest sample times this. */
const WORST_GAIN = Math.max(...PHASES.map((taps) => taps.reduce((sum, x) => sum + Math.abs(x), 0)));

/** Samples by which the peaks that a {@link TruePeakMeter} tells are late. */
export const TRUE_PEAK_DELAY = TAPS / 2;

/** Tells the peak of a channel between its samples, four times oversampled. */
export class TruePeakMeter {
  /** The newest samples twice over, so that a window of them never wraps. */
  readonly #ring = new Float64Array(2 * TAPS);
  readonly #careless: number;
  #at = 0;
  /** Samples until those of more than the careless level have left the window. */
  #awake = 0;

  /** @param careless a level below which peaks need not be told exactly; saves most of the work */
  constructor(careless = 0) {
    this.#careless = careless / WORST_GAIN;
  }

  /** The largest magnitude around the sample {@link TRUE_PEAK_DELAY} before this one. */
  next(sample: number): number {
    this.#ring[this.#at] = sample;
    this.#ring[this.#at + TAPS] = sample;
    if (++this.#at === TAPS) this.#at = 0;
    if (Math.abs(sample) > this.#careless) this.#awake = TAPS;
    if (this.#awake === 0) return this.#careless;
    this.#awake--;
    return this.#interpolated();
  }

  #interpolated(): number {
    let peak = 0;
    for (let phase = 0; phase < TABLE.length; phase += TAPS) {
      let sum = 0;
      for (let tap = 0; tap < TAPS; tap++) {
        sum += (TABLE[phase + tap] as number) * (this.#ring[this.#at + tap] as number);
      }
      peak = Math.max(peak, Math.abs(sum));
    }
    return peak;
  }
}
