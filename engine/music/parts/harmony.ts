import type { PartWriter } from '../bar-plan.ts';
import { strokesOf } from '../groove/genre.ts';
import { type GridNote, STEPS_PER_BAR } from '../note.ts';
import type { VoicingSpace } from '../theory/voicing.ts';
import type { PartRange } from './mask.ts';

/** Where the chords lie: four voices around middle C. */
export const CHORD_SPACE: VoicingSpace = { low: 50, high: 74, voices: 4 };
/** Where the voices of a chorale lie beneath its melody. */
export const VOICES_RANGE: PartRange = { low: 43, high: 74 };
const OCTAVE = 12;

/** Chords struck in the genre's rhythm. */
export const writeChords: PartWriter = ({ voicing, genre, controls }, random) => {
  const strokes = strokesOf(genre.chords).filter(
    ({ velocity }, i) => i === 0 || controls.density + 0.5 >= 1 - velocity + random.range(0, 0.25),
  );
  return strokes.flatMap(({ step, velocity }, i) => {
    const end = strokes[i + 1]?.step ?? STEPS_PER_BAR;
    const length = Math.min(end - step, 3) * 0.9;
    const loud = velocity * (0.55 + 0.3 * controls.energy);
    return voicing.map((pitch): GridNote => ({ step, length, pitch, velocity: loud }));
  });
};

/** The chord held for the whole bar; its top doubled above when bright. */
export const writePad: PartWriter = ({ voicing, controls, tension }) => {
  const top = voicing[voicing.length - 1] ?? CHORD_SPACE.high;
  const notes = controls.brightness > 0.6 ? [...voicing, top + OCTAVE] : voicing;
  const velocity = 0.4 + 0.25 * tension;
  return notes.map((pitch): GridNote => ({ step: 0, length: STEPS_PER_BAR, pitch, velocity }));
};

/** Orders in which an arpeggio goes over the chord and its octave; each fills eight steps. */
const ORDERS: readonly (readonly number[])[] = [
  [0, 1, 2, 3, 4, 5, 6, 7],
  [0, 2, 1, 3, 2, 4, 3, 5],
  [7, 6, 5, 4, 3, 2, 1, 0],
  [0, 4, 1, 5, 2, 6, 3, 7],
  [0, 3, 5, 7, 6, 4, 2, 1],
];

/** The chord broken into eighths or sixteenths, an order a phrase. */
export const writeArpeggio: PartWriter = ({ voicing, phrase, controls, tension }, random) => {
  const order = ORDERS[phrase.index % ORDERS.length] ?? [0];
  const stride = controls.density < 0.35 ? 2 : 1;
  const notes: GridNote[] = [];
  for (let step = 0; step < STEPS_PER_BAR; step += stride) {
    if (step % 4 !== 0 && random.unit() > 0.55 + 0.6 * controls.density) continue;
    const place = order[(step / stride) % order.length] ?? 0;
    const pitch =
      (voicing[place % voicing.length] ?? 60) + OCTAVE * Math.floor(place / voicing.length);
    const accent = step % 4 === 0 ? 0.15 : 0;
    notes.push({ step, length: stride * 0.8, pitch, velocity: 0.4 + 0.25 * tension + accent });
  }
  return notes;
};
