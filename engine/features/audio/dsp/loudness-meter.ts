import { clamp } from '../../../core/numeric.ts';
import type { Decibels, Hertz } from '../../../core/units.ts';
import type { LoudnessReading } from '../feature.ts';
import { createTruePeakMeter, PEAK_BLOCK } from './true-peak.ts';

/** Loudness of what is pushed in. Allocates nothing once it has seen its channels. */
export interface LoudnessMeter extends LoudnessReading {
  push(channels: readonly Float32Array[], frames: number, from: number): void;
  /** Forgets the peak of the hop that ends here. */
  endHop(): void;
}

/** A second-order section, direct form II transposed. */
interface Biquad {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/**
 * The two filters of K-weighting at any rate: the standard tells 48 kHz, these are the analogue
 * shelf and high-pass behind its numbers.
 * @source ITU-R BS.1770-5, Annex 1; parameters after Brecht De Man 2018, "Evaluation of
 * implementations of the EBU R128 loudness measurement".
 */
export function kWeighting(rate: Hertz): [shelf: Biquad, highPass: Biquad] {
  return [shelf(rate), highPass(rate)];
}

function shelf(rate: Hertz): Biquad {
  const k = Math.tan((Math.PI * 1681.974450955533) / rate);
  const q = 0.7071752369554196;
  const gain = 10 ** (3.999843853973347 / 20);
  const middle = gain ** 0.4996667741545416;
  const a0 = 1 + k / q + k * k;
  return {
    b0: (gain + (middle * k) / q + k * k) / a0,
    b1: (2 * (k * k - gain)) / a0,
    b2: (gain - (middle * k) / q + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - k / q + k * k) / a0,
  };
}

function highPass(rate: Hertz): Biquad {
  const k = Math.tan((Math.PI * 38.13547087602444) / rate);
  const q = 0.5003270373238773;
  const a0 = 1 + k / q + k * k;
  return { b0: 1, b1: -2, b2: 1, a1: (2 * (k * k - 1)) / a0, a2: (1 - k / q + k * k) / a0 };
}

/** Length of a step; blocks of 400 ms begin with each, the short term holds 30. */
const STEP_SECONDS = 0.1;
const MOMENTARY_STEPS = 4;
const SHORT_TERM_STEPS = 30;
/** Samples beyond this are clipped: 12 dB over full scale. */
const OVERLOAD = 4;
/** Channels beyond this are not weighed. */
const MOST_CHANNELS = 8;
const ABSOLUTE_GATE: Decibels = -70;
const RELATIVE_GATE: Decibels = -10;
const OFFSET: Decibels = -0.691;
/** Classes of block loudness, so that hours take no more room than minutes. */
const CLASS_WIDTH: Decibels = 0.05;
const CLASSES = Math.round((20 - ABSOLUTE_GATE) / CLASS_WIDTH);

function lufs(power: number): Decibels {
  return power > 0 ? OFFSET + 10 * Math.log10(power) : Number.NEGATIVE_INFINITY;
}

/** A filter's state with what is far from being heard as 0: denormal numbers are slow. */
function audible(value: number): number {
  return Math.abs(value) < 1e-20 ? 0 : value;
}

/** Weight of channel `index` of `count`: of six or more the fourth is the LFE, the next two surround. */
function channelWeight(index: number, count: number): number {
  if (count < 5) return 1;
  if (count === 5) return index >= 3 ? 1.41 : 1;
  return index === 3 ? 0 : index >= 4 ? 1.41 : 1;
}

/** Gated loudness of all blocks, kept in classes with their summed power. */
function createIntegrated() {
  const counts = new Float64Array(CLASSES);
  const powers = new Float64Array(CLASSES);
  const above = (gate: Decibels): number => {
    let count = 0;
    let power = 0;
    const first = Math.max(0, Math.ceil((gate - ABSOLUTE_GATE) / CLASS_WIDTH));
    for (let i = first; i < CLASSES; i++) {
      count += counts[i] as number;
      power += powers[i] as number;
    }
    return count > 0 ? power / count : 0;
  };
  return {
    take(power: number) {
      const level = lufs(power);
      if (!(level > ABSOLUTE_GATE)) return;
      const index = clamp(Math.floor((level - ABSOLUTE_GATE) / CLASS_WIDTH), 0, CLASSES - 1);
      counts[index] = (counts[index] as number) + 1;
      powers[index] = (powers[index] as number) + power;
    },
    read: () => lufs(above(lufs(above(ABSOLUTE_GATE)) + RELATIVE_GATE)),
  };
}

/**
 * Loudness by ITU-R BS.1770 and true peak of sound at `rate`, on the channels as they come.
 * @source ITU-R BS.1770-5; EBU Tech 3341 for momentary and short-term.
 */
export function createLoudnessMeter(rate: Hertz): LoudnessMeter {
  const [brighten, cut] = kWeighting(rate);
  const state = new Float64Array(MOST_CHANNELS * 4);
  const block = new Float64Array(PEAK_BLOCK);
  const peak = createTruePeakMeter(rate, MOST_CHANNELS);
  const steps = new Float64Array(SHORT_TERM_STEPS); // mean power of each step
  const integrated = createIntegrated();
  const stepLength = Math.round(STEP_SECONDS * rate);
  const reading = {
    momentary: Number.NEGATIVE_INFINITY,
    shortTerm: Number.NEGATIVE_INFINITY,
    integrated: Number.NEGATIVE_INFINITY,
    truePeak: 0,
  };
  let power = 0;
  let filled = 0;
  let step = 0;

  /** Copies `count` samples into the block, what is not a number as silence. */
  const take = (samples: Float32Array, from: number, count: number) => {
    for (let i = 0; i < count; i++) {
      block[i] = Math.min(Math.max(samples[from + i] ?? 0, -OVERLOAD), OVERLOAD) || 0;
    }
  };

  /** Summed power of the first `count` samples of the block, K-weighted. */
  const weigh = (count: number, channel: number): number => {
    const at = channel * 4;
    let [s0, s1] = [state[at] as number, state[at + 1] as number];
    let [h0, h1] = [state[at + 2] as number, state[at + 3] as number];
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const sample = block[i] as number;
      const bright = brighten.b0 * sample + s0;
      s0 = brighten.b1 * sample - brighten.a1 * bright + s1;
      s1 = brighten.b2 * sample - brighten.a2 * bright;
      const out = cut.b0 * bright + h0;
      h0 = cut.b1 * bright - cut.a1 * out + h1;
      h1 = cut.b2 * bright - cut.a2 * out;
      sum += out * out;
    }
    state[at] = audible(s0);
    state[at + 1] = audible(s1);
    state[at + 2] = audible(h0);
    state[at + 3] = audible(h1);
    return sum;
  };

  const newest = (count: number): number => {
    let sum = 0;
    for (let i = 1; i <= count; i++) {
      sum += steps[(step - i + SHORT_TERM_STEPS * 2) % SHORT_TERM_STEPS] as number;
    }
    return sum / count;
  };

  const endStep = () => {
    steps[step % SHORT_TERM_STEPS] = power / stepLength;
    step++;
    if (step >= SHORT_TERM_STEPS * 2) step -= SHORT_TERM_STEPS;
    const block = newest(MOMENTARY_STEPS);
    reading.momentary = lufs(block);
    reading.shortTerm = lufs(newest(SHORT_TERM_STEPS));
    if (step >= MOMENTARY_STEPS) integrated.take(block);
    reading.integrated = integrated.read();
    power = 0;
    filled = 0;
  };

  return {
    get momentary() {
      return reading.momentary;
    },
    get shortTerm() {
      return reading.shortTerm;
    },
    get integrated() {
      return reading.integrated;
    },
    get truePeak() {
      return peak.value;
    },
    push(channels, frames, from) {
      const channelCount = Math.min(channels.length, MOST_CHANNELS);
      for (let done = 0; done < frames; ) {
        const count = Math.min(frames - done, stepLength - filled, PEAK_BLOCK);
        for (let channel = 0; channel < channelCount; channel++) {
          take(channels[channel] as Float32Array, from + done, count);
          peak.push(block, count, channel);
          power += channelWeight(channel, channelCount) * weigh(count, channel);
        }
        done += count;
        filled += count;
        if (filled === stepLength) endStep();
      }
    },
    endHop: () => peak.endHop(),
  };
}
