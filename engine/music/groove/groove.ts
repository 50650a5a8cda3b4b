import { fail } from '../../core/errors.ts';
import { clamp } from '../../core/numeric.ts';
import type { Random } from '../../core/random.ts';
import type { Beats, Unit01 } from '../../core/units.ts';
import { BEATS_PER_BAR, BEATS_PER_STEP, type GridNote, STEPS_PER_BAR } from '../note.ts';
import { type DrumLine, type DrumName, drumNote, type Genre, strokesOf } from './genre.ts';
import { GENRES } from './genres.ts';

/** A style of rhythm by its name. @throws InstrumentError for an unknown name */
export function genreNamed(name: string): Genre {
  const genre = GENRES.find((one) => one.name === name);
  if (genre) return genre;
  return fail({
    subject: 'A genre',
    constraint: `be one of ${GENRES.map((one) => one.name).join(', ')}`,
    got: name,
    remedy: 'choose one of them',
  });
}

/** The line of a piece in a bar; empty when the piece is silent in this style. */
export function lineOf(genre: Genre, name: DrumName, bar: number): DrumLine {
  const line = genre.lines[name];
  if (line === undefined) return '.'.repeat(STEPS_PER_BAR);
  return typeof line === 'string' ? line : (line[bar % line.length] ?? '');
}

/** Pieces that enter as energy rises, the first at once: what is struck at all at low energy. */
const ENTRANCE: Readonly<Record<DrumName, Unit01>> = {
  kick: 0,
  ride: 0,
  rim: 0.05,
  snare: 0.12,
  clap: 0.12,
  hat: 0.18,
  shaker: 0.3,
  conga: 0.3,
  openHat: 0.4,
  cowbell: 0.5,
  lowTom: 0,
  highTom: 0,
  crash: 0,
};

/** What a bar of drums is asked to be. */
export interface GrooveWish {
  /** Counted from the beginning of the phrase. */
  readonly bar: number;
  readonly density: Unit01;
  readonly energy: Unit01;
}

/**
 * A bar of drums. Energy decides which pieces play, density which soft strokes; the velocities
 * and times of strokes breathe a little.
 */
export function writeGroove(
  genre: Genre,
  { bar, density, energy }: GrooveWish,
  random: Random,
): readonly GridNote[] {
  const pieces = Object.keys(genre.lines) as DrumName[];
  return pieces
    .filter((name) => energy >= ENTRANCE[name])
    .flatMap((name) =>
      strokesOf(lineOf(genre, name, bar))
        .filter(({ velocity }) => density + 0.55 >= 1 - velocity + random.range(0, 0.3))
        .map(({ step, velocity }) => {
          const loud = clamp(
            velocity * (0.72 + 0.28 * energy) + random.range(-0.05, 0.05),
            0.05,
            1,
          );
          const late = (genre.late?.[name] ?? 0) + random.range(-0.015, 0.015);
          return drumNote(name, step, loud, late);
        }),
    );
}

/** Place of a sixteenth of a bar in beats since the bar began, swing included. */
export function beatOfStep(step: number, swingOf: Genre['swingOf'], swing: Unit01): Beats {
  const beat = step * BEATS_PER_STEP;
  // A pair of subdivisions takes `2 * swingOf`; the second begins at half of it, or at two thirds.
  const pair = 2 * swingOf;
  const start = Math.floor(beat / pair) * pair;
  const place = (beat - start) / pair;
  const middle = 0.5 + swing / 6;
  const warped = place < 0.5 ? place * 2 * middle : middle + (place - 0.5) * 2 * (1 - middle);
  return Math.min(BEATS_PER_BAR, start + warped * pair);
}
