import { createRandom } from '../core/random.ts';
import type { Beats, Unit01 } from '../core/units.ts';
import type { ComposedBar } from './composer.ts';
import { BEATS_PER_BAR, BEATS_PER_STEP, type NoteEvent, STEPS_PER_BAR } from './note.ts';
import { maskNotes } from './parts/mask.ts';
import { MELODY_RANGE, varyMelody } from './parts/melody.ts';
import type { MidiNote } from './theory/scale.ts';

/** A note that was played by hand. */
interface PlayedNote {
  readonly pitch: MidiNote;
  readonly velocity: Unit01;
  readonly from: Beats;
  to: Beats | null;
}

/** Share of the weak notes that an answer tells otherwise. */
const VARIATION: Unit01 = 0.5;
/** Played notes that are kept. */
const KEPT = 64;
/** Keys that are held this near to the bar line belong to the bar that begins. */
const ANTICIPATION: Beats = 0.2;

/** Answers come by halves of a bar, so that what is played just before the bar line has one too. */
export const ANSWER_BEATS: Beats = BEATS_PER_BAR / 2;

/** Listens to what is played by hand and answers it, a bar for a bar, in the same grid. */
export class JamPartner {
  isOn = false;
  readonly #played: PlayedNote[] = [];

  strike(pitch: MidiNote, velocity: Unit01, beat: Beats): void {
    this.#played.push({ pitch, velocity, from: beat, to: null });
    if (this.#played.length > KEPT) this.#played.shift();
  }

  release(pitch: MidiNote, beat: Beats): void {
    const held = this.#played.findLast((note) => note.pitch === pitch && note.to === null);
    if (held) held.to = beat;
  }

  /**
   * The answer in half a bar, 0 or 1, to what was played in that half of the bar before: its rhythm
   * on the grid, its notes bent to the new chord, the weak ones varied. Null when there was nothing,
   * or while not jamming.
   */
  answer(bar: ComposedBar, half: number): readonly NoteEvent[] | null {
    const begin = bar.startBeat - BEATS_PER_BAR;
    const first = begin + half * ANSWER_BEATS - ANTICIPATION;
    const heard = this.#played.filter(({ from }) => from >= first && from < first + ANSWER_BEATS);
    if (!this.isOn || heard.length === 0) return null;
    const grid = heard.map(({ pitch, velocity, from, to }) => {
      const step = Math.min(
        STEPS_PER_BAR - 1,
        Math.max(0, Math.round((from - begin) / BEATS_PER_STEP)),
      );
      const length = ((to ?? bar.startBeat) - from) / BEATS_PER_STEP;
      return {
        step,
        pitch,
        velocity,
        length: Math.min(Math.max(0.5, length), STEPS_PER_BAR - step),
      };
    });
    const told = varyMelody(
      maskNotes(grid, bar, MELODY_RANGE),
      bar,
      VARIATION,
      createRandom(2 * bar.index + half),
    );
    return told.map(({ step, length, pitch, velocity }) => ({
      part: 'melody',
      beat: bar.startBeat + step * BEATS_PER_STEP,
      length: length * BEATS_PER_STEP,
      pitch,
      velocity,
    }));
  }
}
