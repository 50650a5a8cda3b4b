import { createRandom } from '../../../core/random.ts';
import type { Hertz, Seconds, Unit01 } from '../../../core/units.ts';
import { lowPass } from './biquad.ts';

const SILENT = 1e-3;

/** A plucked string. */
export interface StringShape {
  readonly hertz: Hertz;
  readonly seconds: Seconds;
  /** How much of the top is lost each time round, 0 to 1. */
  readonly damping: Unit01;
  /** Where it is plucked, as a share of its length. */
  readonly place: Unit01;
  readonly seed: number;
}

/**
 * A plucked string: noise that runs round a delay line as long as its period and loses its top.
 * @source K. Karplus, A. Strong, "Digital Synthesis of Plucked-String and Drum Timbres", CMJ 1983;
 * tuned by an all-pass, D. Jaffe, J. Smith, CMJ 1983
 */
export function pluckString(shape: StringShape, rate: Hertz): Float32Array<ArrayBuffer> {
  const { hertz, seconds, damping, place, seed } = shape;
  const average = damping / 2;
  // The loop's filter is late by `average` samples; the all-pass makes up the rest.
  const period = rate / hertz - average;
  const whole = Math.floor(period - 0.1);
  const rest = period - whole;
  const allPass = (1 - rest) / (1 + rest);
  const line = excitation(whole, place, rate, seed);
  const loss = SILENT ** (1 / (hertz * seconds));
  const out = new Float32Array(Math.ceil(seconds * rate));
  let [before, lastIn, lastOut] = [0, 0, 0];
  for (let i = 0, at = 0; i < out.length; i++) {
    const sample = line[at] as number;
    const smooth = (1 - average) * sample + average * before;
    before = sample;
    const tuned = allPass * smooth + lastIn - allPass * lastOut;
    lastIn = smooth;
    lastOut = tuned;
    line[at] = tuned * loss;
    out[i] = sample;
    if (++at === whole) at = 0;
  }
  return faded(out, rate);
}

/** A burst of noise without the modes that have a node where the string is plucked. */
function excitation(length: number, place: Unit01, rate: Hertz, seed: number): Float64Array {
  const random = createRandom(seed);
  const soften = lowPass(7000, rate);
  const noise = Float64Array.from({ length }, () => soften.next(random.range(-1, 1)));
  const back = Math.max(1, Math.round(place * length));
  const comb = noise.map((x, i) => x - (noise[(i - back + length) % length] as number));
  const mean = comb.reduce((sum, x) => sum + x, 0) / length;
  return comb.map((x) => x - mean);
}

/** A mode of a struck bar. */
export interface Mode {
  readonly ratio: number;
  readonly level: number;
  /** Time in which it falls by 60 dB. */
  readonly decay: Seconds;
}

/** A struck bar or tongue: the sum of its modes. */
export function strikeBar(
  hertz: Hertz,
  modes: readonly Mode[],
  rate: Hertz,
): Float32Array<ArrayBuffer> {
  const longest = Math.max(...modes.map(({ decay }) => decay));
  const out = new Float32Array(Math.ceil(longest * rate));
  for (const { ratio, level, decay } of modes) {
    if (hertz * ratio > rate * 0.45) continue;
    const fall = SILENT ** (1 / (decay * rate));
    const step = (2 * Math.PI * hertz * ratio) / rate;
    let now = level;
    for (let i = 0; i < out.length; i++) {
      out[i] = (out[i] as number) + now * Math.sin(step * i);
      now *= fall;
    }
  }
  return faded(out, rate);
}

/** At most full scale, with an end that is silent. */
function faded(samples: Float32Array<ArrayBuffer>, rate: Hertz): Float32Array<ArrayBuffer> {
  const most = samples.reduce((max, x) => Math.max(max, Math.abs(x)), 1e-9);
  const fade = 0.01 * rate;
  for (let i = 0; i < samples.length; i++) {
    const end = Math.min(1, (samples.length - 1 - i) / fade);
    samples[i] = ((samples[i] as number) / most) * end;
  }
  return samples;
}
