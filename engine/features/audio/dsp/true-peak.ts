import type { Hertz } from '../../../core/units.ts';

/** The highest amplitude between samples. */
export interface TruePeakMeter {
  /** Of the last whole hop. */
  readonly value: number;
  push(sample: number, channel: number): void;
  endHop(): void;
}

const TAPS = 12;

/** `[factor][TAPS]` a Hann-windowed sinc that puts `factor - 1` values between two samples. */
function phases(factor: number): Float64Array[] {
  const half = TAPS / 2;
  return Array.from({ length: factor }, (_, phase) => {
    const row = Float64Array.from({ length: TAPS }, (_, tap) => {
      const x = tap - half + 1 - phase / factor;
      if (x === 0) return 1;
      return (Math.sin(Math.PI * x) / (Math.PI * x)) * (0.5 + 0.5 * Math.cos((Math.PI * x) / half));
    });
    const sum = row.reduce((total, weight) => total + weight, 0);
    return row.map((weight) => weight / sum);
  });
}

/**
 * Measures inter-sample peaks at four times the rate (twice at 96 kHz and up, as it comes from
 * 192 kHz on).
 * @source ITU-R BS.1770-5, Annex 2: oversampling to 192 kHz by a 48-tap interpolator.
 */
export function createTruePeakMeter(rate: Hertz, channels: number): TruePeakMeter {
  const rows = phases(rate >= 192000 ? 1 : rate >= 96000 ? 2 : 4);
  const history = Array.from({ length: channels }, () => new Float64Array(2 * TAPS));
  const positions = new Int32Array(channels);
  let highest = 0;
  let value = 0;
  return {
    get value() {
      return value;
    },
    push(sample, channel) {
      const past = history[channel] as Float64Array;
      const at = positions[channel] as number;
      past[at] = sample;
      past[at + TAPS] = sample;
      const first = (at + 1) % TAPS;
      positions[channel] = first;
      for (let phase = 0; phase < rows.length; phase++) {
        const row = rows[phase] as Float64Array;
        let sum = 0;
        for (let tap = 0; tap < TAPS; tap++)
          sum += (row[tap] as number) * (past[first + tap] as number);
        const height = Math.abs(sum);
        if (height > highest) highest = height;
      }
    },
    endHop() {
      value = highest;
      highest = 0;
    },
  };
}
