import type { Hertz } from '../../../core/units.ts';

/** The highest amplitude between samples. */
export interface TruePeakMeter {
  /** Of the last whole hop. */
  readonly value: number;
  /** Takes the first `count` of `samples` in, {@link PEAK_BLOCK} at most. */
  push(samples: Float64Array, count: number, channel: number): void;
  endHop(): void;
}

/** Most samples of one push. */
export const PEAK_BLOCK = 512;
const TAPS = 12;
const HALF = TAPS / 2;

/** `[TAPS]` a Hann-windowed sinc that tells the value at `share` of the way between two samples. */
function interpolator(share: number): Float64Array {
  const row = Float64Array.from({ length: TAPS }, (_, tap) => {
    const x = tap - HALF + 1 - share;
    return (Math.sin(Math.PI * x) / (Math.PI * x)) * (0.5 + 0.5 * Math.cos((Math.PI * x) / HALF));
  });
  const sum = row.reduce((total, weight) => total + weight, 0);
  return row.map((weight) => weight / sum);
}

/** The even or odd half of a row: what sums (or differences) of mirrored samples are weighed by. */
function halfOf(row: Float64Array, sign: 1 | -1): Float64Array {
  return Float64Array.from({ length: HALF }, (_, tap) => {
    const mirrored = row[TAPS - 1 - tap] as number;
    return ((row[tap] as number) + sign * mirrored) / 2;
  });
}

/**
 * Measures inter-sample peaks at four times the rate (twice at 96 kHz and up, as it comes from
 * 192 kHz on). The rows at a quarter and at three quarters mirror each other: of an even part and an
 * odd one the larger sum is that of their sizes. What can't exceed the peak so far is not computed.
 * @source ITU-R BS.1770-5, Annex 2: oversampling to 192 kHz by a 48-tap interpolator.
 */
export function createTruePeakMeter(rate: Hertz, channels: number): TruePeakMeter {
  const middle = halfOf(interpolator(1 / 2), 1);
  const even = halfOf(interpolator(1 / 4), 1);
  const odd = halfOf(interpolator(1 / 4), -1);
  const hasMiddle = rate < 192000;
  const hasQuarters = rate < 96000;
  const most = [1 / 4, 1 / 2].map((share) =>
    interpolator(share).reduce((sum, weight) => sum + Math.abs(weight), 0),
  );
  const gain = Math.max(...most); // no value between samples is larger than the samples by more
  const lines = Array.from({ length: channels }, () => new Float64Array(TAPS - 1 + PEAK_BLOCK));
  const due = new Int32Array(channels); // samples until the last loud one has gone by
  let highest = 0;
  let value = 0;

  /** The highest amplitude around the middle of the `TAPS` samples of `line` from `first` on. */
  const between = (line: Float64Array, first: number): number => {
    let [m, e, o] = [0, 0, 0];
    for (let tap = 0; tap < HALF; tap++) {
      const early = line[first + tap] as number;
      const late = line[first + TAPS - 1 - tap] as number;
      m += (middle[tap] as number) * (early + late);
      e += (even[tap] as number) * (early + late);
      o += (odd[tap] as number) * (early - late);
    }
    return Math.max(Math.abs(m), hasQuarters ? Math.abs(e) + Math.abs(o) : 0);
  };

  return {
    get value() {
      return value;
    },
    push(samples, count, channel) {
      const line = lines[channel] as Float64Array;
      let wait = due[channel] as number;
      for (let i = 0; i < count; i++) {
        const sample = samples[i] as number;
        line[TAPS - 1 + i] = sample;
        if (Math.abs(sample) * gain > highest) wait = TAPS;
        const height = Math.abs(line[i + HALF - 1] as number);
        if (height > highest) highest = height;
        if (wait === 0 || !hasMiddle) continue;
        wait--;
        const peak = between(line, i);
        if (peak > highest) highest = peak;
      }
      due[channel] = wait;
      line.copyWithin(0, count, count + TAPS - 1);
    },
    endHop() {
      value = highest;
      highest = 0;
      due.fill(TAPS); // against the new peak all that is in the lines may count
    },
  };
}
