import type { Beats, Bpm, Seconds } from '../core/units.ts';
import { BarQueue } from './bar-queue.ts';
import type { ComposedBar } from './composer.ts';
import { Composer, type ComposerNets } from './composer.ts';
import type { MusicControls, PartControl } from './controls.ts';
import { ANSWER_BEATS, JamPartner } from './jam.ts';
import { BEATS_PER_BAR, type NoteEvent, PART_NAMES, type PartName } from './note.ts';
import { TempoMap } from './tempo-map.ts';
import type { MidiNote } from './theory/scale.ts';

/** A note of the music at its time. */
export interface ConductedNote extends NoteEvent {
  readonly start: Seconds;
  readonly end: Seconds;
}

/** Bars that are kept for those who look back or ahead. */
const BARS_KEPT = 8;
/** A note that is later than this is left out rather than played out of time. */
const TOO_LATE: Seconds = 0.03;

/** What a conductor is made with. */
export interface ConductorOptions {
  /** Nets that write beside the parts' own writers. */
  readonly nets?: ComposerNets;
  /** When the first beat sounds. */
  readonly start: Seconds;
  /** The first beat, on a bar line; 0 unless given. */
  readonly beat?: Beats;
  readonly tempoBpm: Bpm;
  /** Whether every bar is kept rather than the newest ones: for a piece that is rendered. */
  readonly keepsAll?: boolean;
}

const OPEN: PartControl = { mute: false, solo: false, level: 1 };
/** Mutes and levels are the mixer's: they count at once, not from a bar line on. */
const OPEN_PARTS = Object.fromEntries(PART_NAMES.map((part) => [part, OPEN])) as Record<
  PartName,
  PartControl
>;

/** Brings composed bars onto the clock: which note sounds when. */
export class Conductor {
  readonly jam = new JamPartner();
  readonly #composer: Composer;
  readonly #queue: BarQueue;
  readonly #tempo: TempoMap;
  readonly #bars: ComposedBar[] = [];
  #pending: NoteEvent[] = [];
  /** Everything that begins before has been handed out. */
  #until: Seconds;
  /** Halves of bars whose answer has been asked for. */
  #answered: number;
  #late = 0;
  readonly #kept: number;
  readonly #begin: Seconds;

  constructor({ nets = {}, start, beat = 0, tempoBpm, keepsAll = false }: ConductorOptions) {
    this.#kept = keepsAll ? Number.POSITIVE_INFINITY : BARS_KEPT;
    this.#composer = new Composer(nets);
    this.#queue = new BarQueue(this.#composer);
    this.#tempo = new TempoMap(start, beat, tempoBpm);
    this.#until = start;
    this.#begin = start;
    this.#answered = Math.floor(beat / ANSWER_BEATS);
  }

  /** Notes that came too late to be played. */
  get late(): number {
    return this.#late;
  }

  /** Bars that are known, from the past into the future. */
  get bars(): readonly ComposedBar[] {
    return this.#bars;
  }

  get tempoBpm(): Bpm {
    return this.#tempo.tempoBpm;
  }

  beatAt(seconds: Seconds): Beats {
    return this.#tempo.beatAt(seconds);
  }

  secondsAt(beat: Beats): Seconds {
    return this.#tempo.secondsAt(beat);
  }

  newIdea(): void {
    this.#composer.newIdea();
  }

  moreLikeThis(controls: MusicControls): void {
    this.#composer.moreLikeThis(controls);
  }

  /** From the next bar that is planned on, these nets write. */
  adopt(nets: ComposerNets): void {
    this.#composer.adopt(nets);
  }

  /** Composes what lies before a bar, unheard, so that the form has come as far as it would have. */
  skipTo(bar: number, controls: MusicControls): void {
    for (let index = 0; index < bar; index++) {
      this.#composer.compose({ ...controls, parts: OPEN_PARTS }, index);
    }
  }

  /**
   * Hands out the notes that begin before `until`, in order. Another tempo counts from what was not
   * handed out yet.
   */
  advance(
    now: Seconds,
    until: Seconds,
    controls: MusicControls,
    tempoBpm: Bpm,
  ): readonly ConductedNote[] {
    this.#tempo.change(this.#until, tempoBpm);
    if (until <= this.#until) return [];
    this.#until = until;
    const beat = this.beatAt(until);
    if (beat < 0) return [];
    const fresh = this.#queue.advance(beat, { ...controls, parts: OPEN_PARTS });
    for (const bar of fresh) this.#take(bar);
    this.#answer(beat);
    const due = this.#pending.filter((note) => note.beat < beat);
    if (due.length > 0) this.#pending = this.#pending.filter((note) => note.beat >= beat);
    return due.map((note) => this.#timed(note)).filter(({ start }) => this.#isInTime(start, now));
  }

  /** A key is struck: it sounds by itself, and is answered in the next bar while jamming. */
  hear(pitch: MidiNote, velocity: number, at: Seconds): void {
    this.jam.strike(pitch, velocity, this.beatAt(at));
  }

  /** A key is let go. */
  unhear(pitch: MidiNote, at: Seconds): void {
    this.jam.release(pitch, this.beatAt(at));
  }

  #take(bar: ComposedBar): void {
    this.#bars.push(bar);
    if (this.#bars.length > this.#kept) this.#bars.shift();
    this.#pending.push(...bar.notes);
  }

  /** Just before half a bar begins: what was played in that half of the bar before is answered. */
  #answer(beat: Beats): void {
    const next = Math.floor(beat / ANSWER_BEATS);
    if (next <= this.#answered) return;
    this.#answered = next;
    const index = Math.floor((next * ANSWER_BEATS) / BEATS_PER_BAR);
    const place = this.#bars.findIndex((bar) => bar.index === index);
    const bar = this.#bars[place];
    const from = next * ANSWER_BEATS;
    const answer = bar && this.jam.answer(bar, (from - bar.startBeat) / ANSWER_BEATS);
    if (!answer) return;
    const end = bar.startBeat + BEATS_PER_BAR;
    const told = (notes: readonly NoteEvent[]) =>
      [
        ...notes.filter((note) => note.part !== 'melody' || note.beat < from || note.beat >= end),
        ...answer,
      ].sort((a, b) => a.beat - b.beat);
    this.#pending = told(this.#pending);
    // Scenes are told of bars: they see the answer come.
    this.#bars[place] = { ...bar, notes: told(bar.notes) };
  }

  #timed(note: NoteEvent): ConductedNote {
    return {
      ...note,
      // A first note that comes a little early has nowhere to come to.
      start: Math.max(this.#begin, this.secondsAt(note.beat)),
      end: this.secondsAt(note.beat + note.length),
    };
  }

  #isInTime(start: Seconds, now: Seconds): boolean {
    if (start >= now - TOO_LATE) return true;
    this.#late += 1;
    return false;
  }
}
