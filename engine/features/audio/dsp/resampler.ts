import type { Hertz } from '../../../core/units.ts';

/** Brings a stream of samples to another rate, sample by sample. */
export interface Resampler {
  /** Takes a sample in and calls `emit` for each that comes out. Allocates nothing. */
  push(sample: number, emit: (sample: number) => void): void;
}

/** Zero crossings of the sinc on either side. */
const CROSSINGS = 32;
/** Rows of the table between two input samples; values between rows are interpolated. */
const PHASES = 256;
/** Passband as a share of the lower Nyquist frequency. */
const PASSBAND = 0.9;
/** Shape of the Kaiser window: the stop band lies 90 dB down. */
const KAISER_BETA = 9;

/** Modified Bessel function of order 0, by its power series. */
function bessel0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; k < 40; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** `[PHASES + 1][taps]` weights of a windowed sinc with its cut-off at `cutoff` of the input's Nyquist. */
function sincTable(cutoff: number, half: number): Float64Array[] {
  const edge = bessel0(KAISER_BETA);
  return Array.from({ length: PHASES + 1 }, (_, phase) => {
    const row = Float64Array.from({ length: 2 * half }, (_, tap) => {
      const x = tap - half + 1 - phase / PHASES;
      const window = 1 - (x / half) ** 2;
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * x * cutoff) / (Math.PI * x * cutoff);
      return window <= 0 ? 0 : (sinc * bessel0(KAISER_BETA * Math.sqrt(window))) / edge;
    });
    const sum = row.reduce((total, weight) => total + weight, 0);
    return row.map((weight) => weight / sum);
  });
}

/**
 * Resamples from one rate to another by a windowed sinc; equal rates pass through.
 * @source Julius O. Smith, "Digital Audio Resampling", Kaiser-windowed sinc with interpolated table.
 */
export function createResampler(from: Hertz, to: Hertz): Resampler {
  if (from === to) return { push: (sample, emit) => emit(sample) };
  const cutoff = Math.min(1, to / from) * PASSBAND;
  const half = Math.ceil(CROSSINGS / cutoff);
  const table = sincTable(cutoff, half);
  const taps = 2 * half;
  const history = new Float64Array(2 * taps); // written twice, so that the newest taps lie in a row
  const step = from / to;
  let at = 0;
  let due = 0; // input samples until the next output

  const interpolate = (phase: number): number => {
    const row = Math.floor(phase * PHASES);
    const share = phase * PHASES - row;
    const low = table[row] as Float64Array;
    const high = table[row + 1] as Float64Array;
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const weight = (low[tap] as number) * (1 - share) + (high[tap] as number) * share;
      sum += weight * (history[at + tap] as number);
    }
    return sum;
  };

  return {
    push(sample, emit) {
      history[at] = sample;
      history[at + taps] = sample;
      at = (at + 1) % taps;
      while (due < 1) {
        emit(interpolate(due));
        due += step;
      }
      due -= 1;
    },
  };
}
