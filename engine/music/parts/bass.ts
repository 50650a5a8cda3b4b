import type { PartWriter } from '../bar-plan.ts';
import { strokesOf } from '../groove/genre.ts';
import { type GridNote, STEPS_PER_BAR } from '../note.ts';
import { intoRange, noteOfDegree } from '../theory/scale.ts';
import type { PartRange } from './mask.ts';

/** E1 to G2: below the chords, above the kick. */
export const BASS_RANGE: PartRange = { low: 28, high: 43 };

/** Roots in the genre's rhythm, fifths and octaves off the beat, and a step into the next chord. */
export const writeBass: PartWriter = (plan, random) => {
  const { chord, nextChord, scale, genre, controls, tension } = plan;
  const root = intoRange(chord.root, BASS_RANGE.low, BASS_RANGE.low + 11);
  const fifth = intoRange(chord.tones[2] ?? chord.root, root, root + 11);
  const strokes = strokesOf(genre.bass).filter(
    ({ step, velocity }) =>
      step === 0 || controls.density + 0.6 >= 1 - velocity + random.range(0, 0.3),
  );
  return strokes.map(({ step, velocity }, i): GridNote => {
    const end = strokes[i + 1]?.step ?? STEPS_PER_BAR;
    const last = i === strokes.length - 1 && step >= 12;
    const approaches = last && nextChord.root !== chord.root && random.unit() < 0.3 + 0.4 * tension;
    const below = noteOfDegree(scale, nextChord.degree - 1, BASS_RANGE.low);
    const offBeat = step % 4 !== 0;
    const colour = offBeat && random.unit() < 0.22 ? fifth : root;
    const pitch = approaches ? below : colour;
    return {
      step,
      length: Math.min(end - step, 4) * (velocity < 0.5 ? 0.5 : 0.9),
      pitch: intoRange(pitch, BASS_RANGE.low, BASS_RANGE.high),
      velocity: velocity * (0.8 + 0.2 * controls.energy),
    };
  });
};
