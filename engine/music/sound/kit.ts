import { gainOf } from '../../core/numeric.ts';
import { createRandom } from '../../core/random.ts';
import type { Decibels, Hertz, Seconds, Unit01 } from '../../core/units.ts';
import { DRUM_NOTES, type DrumName } from '../groove/genre.ts';
import { highPass } from './dsp/biquad.ts';
import { addLayer, type DrumLayer, layerSeconds } from './dsp/drum-layers.ts';

/** A piece of a kit: what it is made of, and how loud it peaks. */
export interface DrumPiece {
  readonly layers: readonly DrumLayer[];
  /** Peak of its hardest stroke. */
  readonly peak: Decibels;
  /** From left (-1) to right (1). */
  readonly pan?: number;
  /** Gain before the curve that bends peaks; 1 hardly bends. */
  readonly drive?: number;
  /** Steps of a sample and of its time, for a worn sampler's sound. */
  readonly crush?: { readonly levels: number; readonly hold: number };
}

/** A drum kit; the default export of `kits/<name>.ts`. */
export interface DrumKit {
  readonly name: string;
  readonly label: string;
  readonly about: string;
  /** Brings the kit to the loudness of the others. */
  readonly trim: Decibels;
  readonly pieces: Readonly<Record<DrumName, DrumPiece>>;
}

/** Declares a kit. */
export function defineKit(kit: DrumKit): DrumKit {
  return kit;
}

/** How hard the strokes are that each piece is rendered at. */
export const STRIKES: readonly Unit01[] = [0.35, 0.65, 1];
const LONGEST: Seconds = 2.5;
const FADE: Seconds = 0.004;
/** Bottom of what a drum sounds: nothing that only moves the cone. */
const BOTTOM: Hertz = 22;

/**
 * One stroke of a piece, mono. The same kit, piece, strike and rate give the same samples; the
 * hardest peaks at the piece's level, softer ones are duller and peak alike, as velocity is the
 * player's.
 */
export function renderStroke(
  { drive = 1, crush, layers, peak }: DrumPiece,
  setting: { readonly rate: Hertz; readonly strike: Unit01; readonly seed: number },
): Float32Array<ArrayBuffer> {
  const { rate, strike, seed } = setting;
  const seconds = Math.min(LONGEST, Math.max(...layers.map(layerSeconds)) + FADE);
  const samples = new Float32Array(Math.ceil(seconds * rate));
  const random = createRandom(seed);
  for (const layer of layers) addLayer(layer, samples, { rate, strike, random });
  const driven = drive * (0.6 + 0.4 * strike);
  const bottom = highPass(BOTTOM, rate);
  for (let i = 0; i < samples.length; i++) {
    samples[i] = bottom.next(Math.tanh((samples[i] as number) * driven));
  }
  if (crush) crushSamples(samples, crush.levels, crush.hold);
  finish(samples, gainOf(peak), FADE * rate);
  return samples;
}

function crushSamples(samples: Float32Array, levels: number, hold: number): void {
  for (let i = 0; i < samples.length; i++) {
    const held = samples[i - (i % hold)] as number;
    samples[i] = Math.round(held * levels) / levels;
  }
}

/** Brings the peak to `peak` and the ends to nothing. */
function finish(samples: Float32Array, peak: number, fade: number): void {
  const most = samples.reduce((max, x) => Math.max(max, Math.abs(x)), 1e-9);
  for (let i = 0; i < samples.length; i++) {
    const end = Math.min(1, (samples.length - 1 - i) / fade);
    samples[i] = ((samples[i] as number) / most) * peak * end;
  }
}

const NAMES_BY_NOTE = new Map<number, DrumName>(
  Object.entries(DRUM_NOTES).map(([name, note]) => [note, name as DrumName]),
);

/** The piece that a note strikes; undefined for a note without one. */
export function pieceOfNote(note: number): DrumName | undefined {
  return NAMES_BY_NOTE.get(note);
}
