import type { Hertz } from '../../../core/units.ts';
import type { FeatureSetting, MagnitudeSpectrum, SharedAnalysis } from '../feature.ts';
import { createSpectrumMeter } from './magnitude-spectrum.ts';

/** A spectrum fine enough in frequency to tell low notes apart. */
export interface LongSpectrum extends SharedAnalysis, MagnitudeSpectrum {
  /** `[LONG_WINDOW]` the newest samples at {@link LONG_RATE}, the newest last. */
  readonly samples: Float32Array;
  /** Whether this hop brought a new spectrum: every fourth one does. */
  readonly fresh: boolean;
}

/** Rate that the sound is brought down to: a quarter. */
export const LONG_RATE: Hertz = 12000;
/** Samples of the window: 341 ms. */
export const LONG_WINDOW = 4096;
/** Hops from one spectrum to the next: 43 ms. */
export const LONG_STRIDE = 4;

const FACTOR = 4;
const TAPS = 96;
/** Samples that are filtered side by side. */
const ABREAST = 4;

/** A low-pass at 5.2 kHz: a Blackman-windowed sinc. */
function lowPass(): Float64Array {
  const cutoff = 5200 / (LONG_RATE * FACTOR);
  const row = Float64Array.from({ length: TAPS }, (_, i) => {
    const x = i - (TAPS - 1) / 2;
    const turn = (2 * Math.PI * i) / (TAPS - 1);
    const window = 0.42 - 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn);
    return (Math.sin(2 * Math.PI * cutoff * x) / (Math.PI * x)) * window;
  });
  const sum = row.reduce((total, weight) => total + weight, 0);
  return row.map((weight) => weight / sum);
}

/**
 * Hann-windowed magnitude spectrum of the last 341 ms below 5 kHz, every 43 ms.
 * @source Decimation by a windowed sinc: Oppenheim and Schafer, "Discrete-Time Signal Processing", 4.6
 */
export function createLongSpectrum({ format }: FeatureSetting): LongSpectrum {
  const filter = lowPass();
  const meter = createSpectrumMeter(LONG_WINDOW, LONG_RATE);
  const samples = new Float32Array(LONG_WINDOW);
  const perHop = format.hopLength / FACTOR;
  const line = new Float64Array(TAPS - FACTOR + format.hopLength); // what the filter covers in a hop
  let fresh = false;

  /** The filter at four samples of the lower rate: their sums do not wait for each other. */
  const decimate = (index: number) => {
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let tap = 0, at = index * FACTOR; tap < TAPS; tap++, at++) {
      const weight = filter[tap] as number;
      a += weight * (line[at] as number);
      b += weight * (line[at + FACTOR] as number);
      c += weight * (line[at + 2 * FACTOR] as number);
      d += weight * (line[at + 3 * FACTOR] as number);
    }
    const to = LONG_WINDOW - perHop + index;
    samples[to] = a;
    samples[to + 1] = b;
    samples[to + 2] = c;
    samples[to + 3] = d;
  };

  return {
    samples,
    magnitudes: meter.magnitudes,
    binHertz: meter.binHertz,
    get fresh() {
      return fresh;
    },
    update({ hop, samples: heard }) {
      samples.copyWithin(0, perHop);
      const first = heard.length - format.hopLength - TAPS + FACTOR;
      for (let i = 0; i < TAPS - FACTOR + format.hopLength; i++)
        line[i] = heard[first + i] as number;
      for (let i = 0; i < perHop; i += ABREAST) decimate(i);
      fresh = hop % LONG_STRIDE === LONG_STRIDE - 1;
      if (fresh) meter.measure(samples);
    },
  };
}
