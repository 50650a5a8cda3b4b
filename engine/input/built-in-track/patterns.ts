import type { Beats, Unit01 } from '../../core/units.ts';

/** A stroke of one bar; sixteenths are counted from 0 to 15. */
export type Stroke = readonly [step: number, velocity: Unit01];

/** A note of a melody: beat in its phrase of eight bars, MIDI note, velocity. */
export type MelodyNote = readonly [beat: Beats, note: number, velocity: Unit01];

/** Four on the floor. */
export const KICK: readonly Stroke[] = [
  [0, 1],
  [4, 0.94],
  [8, 0.98],
  [12, 0.94],
];

/** The same with a step before the next bar: the end of a phrase. */
export const KICK_FILL: readonly Stroke[] = [...KICK.slice(0, 3), [11, 0.7], [14, 0.8]];

/** On two and four. */
export const CLAP: readonly Stroke[] = [
  [4, 0.9],
  [12, 1],
];

/** Off-beats, struck hard and left open. */
export const OPEN_HAT: readonly Stroke[] = [
  [2, 0.9],
  [6, 0.8],
  [10, 0.9],
  [14, 0.8],
];

/** Closed hats of the intro: eighths with the off-beat leaning forward. */
export const SOFT_HAT: readonly Stroke[] = [
  [2, 0.75],
  [5, 0.22],
  [6, 0.65],
  [10, 0.75],
  [13, 0.25],
  [14, 0.7],
  [15, 0.3],
];

/** Sixteenths of the shaker, louder towards the beat. */
export const SHAKER: readonly Stroke[] = Array.from({ length: 16 }, (_, step) => {
  const accent = [0.55, 0.3, 0.8, 0.4][step % 4] ?? 0;
  return [step, accent];
});

/** Wooden percussion against the grid: three over four. */
export const WOOD: readonly Stroke[] = [
  [3, 0.8],
  [6, 0.45],
  [9, 0.7],
  [11, 0.35],
  [14, 0.6],
];

/** A roll that doubles into the next section. */
export const ROLL: readonly Stroke[] = Array.from({ length: 16 }, (_, step) => [
  step,
  0.16 + 0.5 * (step / 15) ** 1.6,
]);

/** Bass: sixteenth, semitones over the root, velocity, length in sixteenths. */
export type BassStroke = readonly [step: number, up: number, velocity: Unit01, length: number];

/** Off the kick: the groove lives between the beats. */
export const BASS: readonly (readonly BassStroke[])[] = [
  [
    [2, 0, 0.85, 0.95],
    [3, 0, 0.5, 0.8],
    [6, 0, 0.8, 1.6],
    [10, 0, 0.9, 0.95],
    [11, 12, 0.5, 0.7],
    [14, 0, 0.8, 1.6],
  ],
  [
    [2, 0, 0.85, 1.6],
    [6, 0, 0.8, 0.95],
    [7, 12, 0.45, 0.7],
    [10, 0, 0.9, 1.6],
    [13, 7, 0.55, 0.8],
    [14, 12, 0.7, 1.4],
  ],
];

/** Few long notes below everything, for the intro. */
export const BASS_LONG: readonly BassStroke[] = [
  [2, 0, 0.55, 5],
  [10, 0, 0.45, 5.5],
];

/** The motif: a question of four bars, and its answer, a step lower and then home. */
export const MOTIF: readonly MelodyNote[] = [
  [0, 81, 0.7],
  [0.75, 84, 0.55],
  [1.5, 88, 0.8],
  [3.5, 86, 0.5],
  [4.75, 81, 0.6],
  [6.5, 79, 0.45],
  [8, 81, 0.65],
  [8.75, 84, 0.55],
  [9.5, 89, 0.8],
  [11.5, 88, 0.55],
  [12.75, 84, 0.55],
  [14, 86, 0.4],
  [16, 79, 0.65],
  [16.75, 84, 0.5],
  [17.5, 88, 0.75],
  [19.5, 84, 0.5],
  [20.75, 81, 0.55],
  [22.5, 79, 0.45],
  [24, 76, 0.6],
  [24.75, 79, 0.5],
  [25.5, 86, 0.75],
  [27.5, 84, 0.55],
  [28.75, 81, 0.5],
  [30.5, 79, 0.45],
];

/** The motif thinned to its tops, for the first bars and the breakdown. */
export const MOTIF_SPARSE: readonly MelodyNote[] = [
  [0, 81, 0.6],
  [1.5, 88, 0.7],
  [6, 86, 0.45],
  [8, 81, 0.55],
  [9.5, 89, 0.7],
  [14, 88, 0.45],
  [16, 79, 0.55],
  [17.5, 88, 0.65],
  [22, 84, 0.45],
  [24, 79, 0.55],
  [25.5, 86, 0.65],
  [30, 84, 0.45],
];

/** Chords between the beats, which push the drop on. */
export const STAB: readonly Stroke[] = [
  [3, 0.9],
  [10, 0.7],
  [13, 0.35],
];

/** Order in which the arpeggio takes the four notes of a chord; 4 and up are an octave higher. */
export const ARPEGGIO: readonly number[] = [0, 2, 4, 3, 1, 5, 2, 6, 3, 4, 1, 7, 2, 5, 3, 6];
