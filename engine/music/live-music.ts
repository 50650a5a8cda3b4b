import './sound/quiet-tone.ts';
import { Ticker } from 'tone/build/esm/core/clock/Ticker.js';
import type { ControlBus } from '../control/control-bus.ts';
import type { MusicLevels } from '../core/music-levels.ts';
import type { Beats, Bpm, Seconds, Unit01 } from '../core/units.ts';
import type { AudioSource } from '../input/audio-source.ts';
import type { ParamStore } from '../params/param-store.ts';
import type { ComposerNets } from './composer.ts';
import { Conductor } from './conductor.ts';
import { readMusicControls } from './controls.ts';
import { foresee } from './foresight.ts';
import { type NoteEvent, PART_NAMES, type PartName } from './note.ts';
import { createMusicSound, type MusicSound } from './sound/music-sound.ts';
import { createSoundReader, type SoundControls } from './sound/sound-controls.ts';
import type { MidiNote } from './theory/scale.ts';

/** Generated notes are given to the audio thread this long before they sound. */
export const LOOK_AHEAD: Seconds = 0.6;
/** Time between two looks at what is due. */
const TICK: Seconds = 0.04;
/** Silence before the first beat, in which the audio thread gets ready. */
const COUNT_IN: Seconds = 0.15;
/** Notes that are kept for a file: hours of them. */
const NOTES_KEPT = 200_000;

/** The instrument's own music, as it plays in a session. */
export interface LiveMusic {
  /** What goes into the instrument; audible. */
  readonly source: AudioSource;
  /** Where the music is; the same object each time. */
  position(): { readonly beat: Beats; readonly tempoBpm: null };
  /** Tells what plays now and is about to. */
  foresee(into: MusicLevels): void;
  /** A key is struck: it sounds at once. */
  strike(pitch: MidiNote, velocity: Unit01): void;
  /** A key is let go. */
  release(pitch: MidiNote): void;
  /** What was played since the session began, and the tempo now. */
  played(): { readonly notes: readonly NoteEvent[]; readonly tempoBpm: Bpm };
  /** How notes came to the audio thread since it was last asked. */
  takeTiming(): NoteTiming;
  /** Notes that have not given their nodes back. */
  readonly voices: number;
  dispose(): void;
}

/** How generated notes came to the audio thread. */
export interface NoteTiming {
  readonly notes: number;
  /** Those that came after they should have begun: left out, or played late. */
  readonly late: number;
  /** The least time from when a note came to its beginning; negative when it was late. */
  readonly leastAhead: Seconds;
}

/** What the music is played with. */
export interface LiveMusicOptions {
  readonly context: AudioContext;
  readonly store: ParamStore;
  readonly bus: ControlBus;
  /** Nets that write, as soon as they are there; the music does not wait for them. */
  readonly nets?: Promise<ComposerNets>;
  /** The beat on which it begins, a bar line; 0 unless given. */
  readonly beat?: Beats;
  /** The transport's beat where the music is to follow it rather than to lead; null to lead. */
  readonly follow?: () => Beats | null;
}

const timingAtFirst = () => ({ notes: 0, late: 0, leastAhead: Number.POSITIVE_INFINITY });

class Player implements LiveMusic {
  readonly source: AudioSource;
  readonly #options: LiveMusicOptions;
  readonly #sound: MusicSound;
  readonly #conductor: Conductor;
  readonly #readSound: ReturnType<typeof createSoundReader>;
  readonly #tempo: number;
  readonly #jam: number;
  readonly #ticker: Ticker;
  readonly #endHits: () => void;
  readonly #played: NoteEvent[] = [];
  readonly #held = new Map<MidiNote, { readonly beat: Beats; readonly velocity: Unit01 }>();
  #timing = timingAtFirst();
  /** Notes that the conductor had left out when the timing was last asked for. */
  #leftOut = 0;
  readonly #place = { beat: 0, tempoBpm: null };
  #controls: SoundControls;
  /** The kit that plays, and the one that is rendered last. */
  #kit: string;
  #preparing: string;

  constructor(options: LiveMusicOptions, sound: MusicSound) {
    const { context, store, bus, nets, beat = 0 } = options;
    this.#options = options;
    this.#sound = sound;
    this.#readSound = createSoundReader(store);
    this.#controls = this.#readSound(store.snapshot);
    this.#kit = this.#controls.kit;
    this.#preparing = this.#kit;
    this.#tempo = store.indexOf('transport.tempo');
    this.#jam = store.indexOf('music.jam');
    this.#conductor = new Conductor({
      start: context.currentTime + COUNT_IN,
      beat,
      tempoBpm: store.target(this.#tempo),
    });
    this.source = {
      kind: 'music',
      label: 'Music',
      output: sound.output,
      audible: true,
      onLost() {},
      close: () => this.dispose(),
    };
    this.#endHits = bus.onSend(({ id, value }) => {
      if (value < 0.5) return;
      if (id === 'music.newIdea') this.#conductor.newIdea();
      else if (id === 'riff.like') this.#conductor.moreLikeThis(readMusicControls(store.snapshot));
      else if (id === 'master.panic') sound.silence(context.currentTime);
    });
    void nets?.then((ready) => this.#conductor.adopt(ready));
    // A timer of a worker, which browsers do not slow down in windows that are not seen.
    this.#ticker = new Ticker(() => this.#tick(), 'worker', TICK, context.sampleRate);
    this.#tick();
  }

  takeTiming(): NoteTiming {
    const { notes, late, leastAhead } = this.#timing;
    const leftOut = this.#conductor.late - this.#leftOut;
    this.#timing = timingAtFirst();
    this.#leftOut = this.#conductor.late;
    return { notes: notes + leftOut, late: late + leftOut, leastAhead };
  }

  get voices(): number {
    return this.#sound.voices;
  }

  position() {
    this.#place.beat = this.#conductor.beatAt(this.#options.context.currentTime);
    return this.#place as { beat: Beats; tempoBpm: null };
  }

  foresee(into: MusicLevels): void {
    const beat = this.#conductor.beatAt(this.#options.context.currentTime);
    foresee(this.#conductor.bars, beat, into);
    const { parts } = this.#controls;
    for (let i = 0; i < PART_NAMES.length; i++) {
      if (!parts[PART_NAMES[i] as PartName].isHeard) into.noteOn[i] = 0;
    }
  }

  strike(pitch: MidiNote, velocity: Unit01): void {
    const at = this.#options.context.currentTime;
    this.#sound.play({ part: 'melody', start: at, end: null, pitch, velocity });
    this.#conductor.hear(pitch, velocity, at);
    this.#held.set(pitch, { beat: this.#conductor.beatAt(at), velocity });
  }

  release(pitch: MidiNote): void {
    const at = this.#options.context.currentTime;
    this.#sound.release('melody', pitch, at);
    this.#conductor.unhear(pitch, at);
    const held = this.#held.get(pitch);
    if (!held) return;
    this.#held.delete(pitch);
    const length = this.#conductor.beatAt(at) - held.beat;
    this.#keep({ part: 'melody', pitch, ...held, length });
  }

  played() {
    return { notes: this.#played, tempoBpm: this.#conductor.tempoBpm };
  }

  dispose(): void {
    this.#ticker.dispose();
    this.#endHits();
    this.#sound.silence(this.#options.context.currentTime);
    this.#sound.dispose();
  }

  #tick(): void {
    const { context, store } = this.#options;
    const now = context.currentTime;
    const values = store.snapshot;
    const conductor = this.#conductor;
    const tempo = this.#steered(store.target(this.#tempo), now);
    conductor.jam.isOn = values.at(this.#jam) > 0.5;
    const controls = this.#withReadyKit(this.#readSound(values));
    this.#controls = controls;
    this.#sound.sweep(now);
    this.#sound.arrange(controls, tempo, now);
    const notes = conductor.advance(now, now + LOOK_AHEAD, readMusicControls(values), tempo);
    for (const note of notes) {
      const { start, end } = note;
      const early = this.#sound.latency;
      this.#time(start - early - context.currentTime);
      this.#sound.play({ ...note, start: Math.max(now, start - early), end: end - early });
      if (controls.parts[note.part].isHeard) this.#keep(note);
    }
  }

  /** Notes how long before its beginning a note came. */
  #time(ahead: Seconds): void {
    const timing = this.#timing;
    timing.notes += 1;
    if (ahead < 0) timing.late += 1;
    timing.leastAhead = Math.min(timing.leastAhead, ahead);
  }

  /** Plays on with the kit that there is while another one is rendered. */
  #withReadyKit(controls: SoundControls): SoundControls {
    const { kit } = controls;
    if (kit === this.#kit) return controls;
    if (this.#preparing !== kit) {
      this.#preparing = kit;
      void this.#sound.prepareKit(kit).then(() => {
        if (this.#preparing === kit) this.#kit = kit;
      });
    }
    return { ...controls, kit: this.#kit };
  }

  /** The tempo that brings the music to the transport, where that leads: at most a tenth off. */
  #steered(tempo: Bpm, now: Seconds): Bpm {
    const beat = this.#options.follow?.() ?? null;
    if (beat === null) return tempo;
    const gap = beat - this.#conductor.beatAt(now);
    const off = gap - 4 * Math.round(gap / 4);
    const bend = Math.max(-0.1, Math.min(0.1, Math.abs(off) < 0.01 ? 0 : off * 0.25));
    return Math.round(tempo * (1 + bend) * 100) / 100;
  }

  #keep({ part, beat, length, pitch, velocity }: NoteEvent): void {
    this.#played.push({ part, beat, length, pitch, velocity });
    if (this.#played.length > NOTES_KEPT) this.#played.splice(0, NOTES_KEPT / 10);
  }
}

/**
 * Starts the music on an audio context; it is heard once its source is played.
 * @throws DOMException when the page may not load the worklet
 */
export async function startLiveMusic(options: LiveMusicOptions): Promise<LiveMusic> {
  const sound = await createMusicSound(options.context);
  const { kit } = createSoundReader(options.store)(options.store.snapshot);
  await sound.prepareKit(kit);
  return new Player(options, sound);
}
