import { createRealFft } from './dsp/fft.ts';
import { createLongSpectrum, LONG_RATE, LONG_WINDOW } from './dsp/long-spectrum.ts';
import { defineAudioFeature } from './feature.ts';

/** Samples that are compared: 85 ms at 12 kHz. */
const WINDOW = 1024;
/** Lags from 1500 Hz down to 55 Hz. */
const SHORTEST = 8;
const LONGEST = 218;
/** The first peak that reaches this share of the highest one is taken. */
const KEY_MAXIMUM = 0.88;
const LEAST_CLARITY = 0.6;
/** Mean power under which there is no pitch: -66 dBFS. */
const AUDIBLE = 2.5e-7;

/** Products of a window with itself, shifted, by way of its power spectrum. */
function createAutocorrelation() {
  const fft = createRealFft(2 * WINDOW);
  const padded = new Float64Array(2 * WINDOW);
  const power = new Float64Array(2 * WINDOW);
  return {
    /** `products[lag]`, scaled by the length of the transform. */
    products: fft.real,
    scale: 2 * WINDOW,
    measure(samples: Float32Array, first: number) {
      for (let i = 0; i < WINDOW; i++) padded[i] = samples[first + i] as number;
      fft.transform(padded);
      for (let k = 0; k <= WINDOW; k++) {
        power[k] = (fft.real[k] as number) ** 2 + (fft.imaginary[k] as number) ** 2;
      }
      for (let k = 1; k < WINDOW; k++) power[2 * WINDOW - k] = power[k] as number;
      fft.transform(power);
    },
  };
}

/**
 * Pitch of one voice and how clear it is: `[Hz, 0..1]`, both 0 where there is none.
 * @source McLeod and Wyvill 2005, "A smarter way to find pitch"
 */
export default defineAudioFeature({
  name: 'pitch',
  unit: 'Hz, clarity 0..1',
  size: 2,
  range: [0, 2000],
  thread: 'worker',
  create(_, setting) {
    const long = setting.share(createLongSpectrum);
    const correlation = createAutocorrelation();
    const curve = new Float64Array(LONGEST + 2); // normalised square difference: 1 repeats exactly
    let hertz = 0;
    let clarity = 0;

    /** Lag of the first high peak of the curve, or 0. */
    const peakLag = (): number => {
      let highest = 0;
      let lag = SHORTEST;
      while (lag < LONGEST && (curve[lag] as number) > 0) lag++; // out of the peak at zero
      const from = lag;
      for (; lag <= LONGEST; lag++) highest = Math.max(highest, curve[lag] as number);
      for (lag = from + 1; lag <= LONGEST; lag++) {
        const here = curve[lag] as number;
        const isPeak = here >= (curve[lag - 1] as number) && here > (curve[lag + 1] as number);
        if (isPeak && here >= KEY_MAXIMUM * highest) return lag;
      }
      return 0;
    };

    const measure = () => {
      hertz = 0;
      clarity = 0;
      const { samples } = long;
      const end = LONG_WINDOW;
      const first = end - WINDOW;
      let power = 0;
      for (let i = first; i < end; i++) power += (samples[i] as number) ** 2;
      if (power / WINDOW < AUDIBLE) return;
      correlation.measure(samples, first);
      let both = 2 * power; // of the window and of the shifted one, where they overlap
      for (let lag = 1; lag <= LONGEST + 1; lag++) {
        both -= (samples[first + lag - 1] as number) ** 2;
        both -= (samples[end - lag] as number) ** 2;
        const product = (correlation.products[lag] as number) / correlation.scale;
        curve[lag] = (2 * product) / Math.max(1e-12, both);
      }
      const lag = peakLag();
      if (lag === 0) return;
      const [a, b, c] = [lag - 1, lag, lag + 1].map((i) => curve[i] as number) as [
        number,
        number,
        number,
      ];
      const offset = (a - c) / (2 * (a - 2 * b + c));
      const height = b - ((a - c) * offset) / 4;
      if (height < LEAST_CLARITY) return;
      clarity = Math.min(1, height);
      hertz = LONG_RATE / (lag + offset);
    };

    return {
      process(_, out, offset) {
        if (long.fresh) measure();
        out[offset] = hertz;
        out[offset + 1] = clarity;
      },
    };
  },
});
