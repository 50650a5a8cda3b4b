/** Samples that are interpolated from; the more, the nearer to the top of the spectrum it holds. */
const TAPS = 24;
/** Peaks are looked for at every quarter of a sample. */
const PHASES = 4;
/** Shape of the Kaiser window: ripples of less than a hundredth. */
const BETA = 5;

/** Samples by which the peaks that a {@link TruePeakMeter} tells are late. */
export const TRUE_PEAK_DELAY = TAPS / 2;

/** Bessel function of the first kind, modified, of order 0, by its series. */
function bessel0(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > 1e-12 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** Taps of the places between two samples, newest sample last: `[(phase - 1) * TAPS + tap]`. */
const TABLE = Float64Array.from({ length: (PHASES - 1) * TAPS }, (_, i) => {
  const phase = 1 + Math.floor(i / TAPS);
  // Distance of the tap from the place, in samples.
  const x = (i % TAPS) - (TRUE_PEAK_DELAY - 1) - phase / PHASES;
  const window = bessel0(BETA * Math.sqrt(1 - (x / TRUE_PEAK_DELAY) ** 2)) / bessel0(BETA);
  return (Math.sin(Math.PI * x) / (Math.PI * x)) * window;
});
/** No interpolated sample is larger than the largest sample times this. */
const WORST_GAIN = Math.max(
  ...Array.from({ length: PHASES - 1 }, (_, phase) =>
    TABLE.subarray(phase * TAPS, (phase + 1) * TAPS).reduce((sum, x) => sum + Math.abs(x), 0),
  ),
);

/**
 * Tells the peak of a channel between its samples, four times oversampled.
 * @source ITU-R BS.1770-4, annex 2; with a longer filter than its example, which misses by half a
 * decibel what lies near the top of the spectrum
 */
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

  /** The largest magnitude from the sample {@link TRUE_PEAK_DELAY} before this one to the next. */
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
    const ring = this.#ring;
    const at = this.#at;
    let peak = Math.abs(ring[at + TRUE_PEAK_DELAY - 1] as number);
    for (let phase = 0; phase < TABLE.length; phase += TAPS) {
      let sum = 0;
      for (let tap = 0; tap < TAPS; tap++) {
        sum += (TABLE[phase + tap] as number) * (ring[at + tap] as number);
      }
      if (sum > peak) peak = sum;
      else if (-sum > peak) peak = -sum;
    }
    return peak;
  }
}
