import { after } from '../../clock/monotonic.ts';
import type { Bpm, Seconds, Unit01 } from '../../core/units.ts';
import type { PartName } from '../note.ts';
import type { MidiNote } from '../theory/scale.ts';
import { DrumPlayer } from './drum-player.ts';
import { TRUE_PEAK_DELAY } from './mastering/true-peak.ts';
import type { Taps } from './mix/mix.ts';
import mixUrl from './mix/mix-worklet.ts?worker&url';
import { Mixer } from './mixer.ts';
import { instrumentNamed, kitNamed, paletteOf, type TonalPart } from './palette.ts';
import { SoundBank } from './sound-bank.ts';
import { type SoundControls, TONAL_PARTS } from './sound-controls.ts';
import { hertzOf } from './voice.ts';
import { VoicePool } from './voice-pool.ts';

/** A note at its time. */
export interface TimedNote {
  readonly part: PartName;
  readonly start: Seconds;
  /** Null for a key that is held until it is released. */
  readonly end: Seconds | null;
  readonly pitch: MidiNote;
  readonly velocity: Unit01;
}

/** The sound of the music, on whatever context: live or offline alike. */
export interface MusicSound {
  /** The mastered mix, stereo; further outputs are the parts where they are tapped. */
  readonly output: AudioNode;
  /** Time by which the mastered mix is late. */
  readonly latency: Seconds;
  /** Brings faders, kit and instruments to where they stand. */
  arrange(controls: SoundControls, tempoBpm: Bpm, at: Seconds): void;
  /** Renders the strokes of a kit a little at a time, so that the page goes on meanwhile. */
  prepareKit(name: string): Promise<void>;
  /** Plays a note, which may lie ahead. */
  play(note: TimedNote): void;
  /** Lets a held key go. */
  release(part: PartName, pitch: MidiNote, at: Seconds): void;
  /** Gives back the nodes of notes that have ended; call it now and then. */
  sweep(now: Seconds): void;
  /** Ends every note, also those that have not begun. */
  silence(at: Seconds): void;
  /** Notes that have not given their nodes back. */
  readonly voices: number;
  dispose(): void;
}

class Ensemble implements MusicSound {
  readonly output: AudioWorkletNode;
  readonly latency: Seconds;
  readonly #mixer: Mixer;
  readonly #drums: DrumPlayer;
  readonly #pools: Readonly<Record<TonalPart, VoicePool>>;

  constructor(context: BaseAudioContext, taps?: Taps) {
    this.#mixer = new Mixer(context, taps);
    this.output = this.#mixer.node;
    this.latency = (Math.round(0.003 * context.sampleRate) + TRUE_PEAK_DELAY) / context.sampleRate;
    const bank = new SoundBank(context);
    const usual = paletteOf('house');
    this.#drums = new DrumPlayer(bank, kitNamed(usual.kit), this.#mixer.inputsOf('drums'));
    this.#pools = Object.fromEntries(
      TONAL_PARTS.map((part) => [
        part,
        new VoicePool(bank, instrumentNamed(usual[part]), this.#mixer.inputsOf(part)),
      ]),
    ) as Record<TonalPart, VoicePool>;
  }

  get voices(): number {
    return TONAL_PARTS.reduce((sum, part) => sum + this.#pools[part].size, this.#drums.size);
  }

  arrange(controls: SoundControls, tempoBpm: Bpm, at: Seconds): void {
    this.#mixer.set(controls, tempoBpm, at);
    if (controls.kit !== this.#drums.kit.name) this.#drums.kit = kitNamed(controls.kit);
    this.#mixer.trim('drums', this.#drums.kit.trim, at);
    for (const part of TONAL_PARTS) {
      const pool = this.#pools[part];
      const name = controls.instruments[part];
      if (pool.instrument.name !== name) pool.instrument = instrumentNamed(name);
      this.#mixer.trim(part, pool.instrument.trim, at);
    }
  }

  async prepareKit(name: string): Promise<void> {
    for (const _ of this.#drums.strokesOf(kitNamed(name))) {
      await new Promise<void>((resolve) => after(0, resolve));
    }
  }

  play({ part, start, end, pitch, velocity }: TimedNote): void {
    if (part !== 'drums') {
      this.#pools[part].play({ start, end, pitch, velocity, hertz: hertzOf(pitch) });
      return;
    }
    const piece = this.#drums.play(pitch, velocity, start);
    if (piece === 'kick') this.#mixer.duck(start, velocity);
  }

  release(part: PartName, pitch: MidiNote, at: Seconds): void {
    if (part !== 'drums') this.#pools[part].release(pitch, at);
  }

  sweep(now: Seconds): void {
    this.#drums.sweep(now);
    for (const part of TONAL_PARTS) this.#pools[part].sweep(now);
  }

  silence(at: Seconds): void {
    this.#drums.silence(at);
    for (const part of TONAL_PARTS) this.#pools[part].silence(at);
  }

  dispose(): void {
    this.#mixer.dispose();
  }
}

/**
 * Builds the sound on a context; `output` leads nowhere yet. Where parts are tapped, the outputs of it
 * after the first are theirs, in their order.
 * @throws DOMException when the page may not load the worklet
 */
export async function createMusicSound(
  context: BaseAudioContext,
  taps?: Taps,
): Promise<MusicSound> {
  await context.audioWorklet.addModule(mixUrl);
  return new Ensemble(context, taps);
}
