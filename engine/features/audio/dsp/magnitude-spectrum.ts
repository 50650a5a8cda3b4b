import type { Hertz } from '../../../core/units.ts';
import type { MagnitudeSpectrum } from '../feature.ts';
import { createRealFft } from './fft.ts';

/** A windowed spectrum of the newest samples, computed into the same array every time. */
export interface SpectrumMeter extends MagnitudeSpectrum {
  /** Measures the last `length` of `samples`. */
  measure(samples: Float32Array): void;
}

/**
 * A Hann-windowed magnitude spectrum of `length` samples, scaled so that a full-scale sine reads 1.
 * @throws InstrumentError unless `length` is a power of two of 8 or more.
 * @source Harris 1978, "On the use of windows": the periodic Hann window, whose mean is 1/2.
 */
export function createSpectrumMeter(length: number, sampleRate: Hertz): SpectrumMeter {
  const fft = createRealFft(length);
  const window = Float32Array.from(
    { length },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / length),
  );
  const windowed = new Float64Array(length);
  const magnitudes = new Float32Array(length / 2 + 1);
  const scale = 4 / length; // 2 for the mirrored half, 1 / (length / 2) for the window's sum
  return {
    magnitudes,
    binHertz: sampleRate / length,
    measure(samples) {
      const first = samples.length - length;
      for (let i = 0; i < length; i++) {
        windowed[i] = (samples[first + i] as number) * (window[i] as number);
      }
      fft.transform(windowed);
      for (let k = 0; k < magnitudes.length; k++) {
        const re = fft.real[k] as number;
        const im = fft.imaginary[k] as number;
        magnitudes[k] = Math.sqrt(re * re + im * im) * scale;
      }
    },
  };
}
