import { after } from '../../clock/monotonic.ts';
import type { Bpm, Decibels, Seconds, Unit01 } from '../../core/units.ts';
import type { PartName } from '../note.ts';
import type { MidiNote } from '../theory/scale.ts';
import { DrumPlayer, MOST_STROKES } from './drum-player.ts';
import echoUrl from './echo-worklet.ts?worker&url';
import masteringUrl from './mastering/mastering-worklet.ts?worker&url';
import { TRUE_PEAK_DELAY } from './mastering/true-peak.ts';
import { MIX_INPUTS, Mixer } from './mixer.ts';
import { createOrderedSum, type OrderedSum } from './ordered-sum.ts';
import { instrumentNamed, kitNamed, paletteOf, type TonalPart } from './palette.ts';
import roomUrl from './room-worklet.ts?worker&url';
import { SoundBank } from './sound-bank.ts';
import { type SoundControls, TONAL_PARTS } from './sound-controls.ts';
import sumUrl from './sum-worklet.ts?worker&url';
import { hertzOf } from './voice.ts';
import { MOST_VOICES, VoicePool } from './voice-pool.ts';

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
  /** The mastered mix, stereo. */
  readonly output: AudioNode;
  /** Time by which the mastered mix is late. */
  readonly latency: Seconds;
  /** A part as it goes into the mix, without room and echoes. */
  stem(part: PartName): AudioNode;
  /** A part as its instrument sounds, before it is mixed. */
  dry(part: PartName): AudioNode;
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

/** Gain before the limiter, which brings an arrangement to its loudness. */
const DRIVE: Decibels = -0.8;

class Ensemble implements MusicSound {
  readonly output: AudioWorkletNode;
  readonly latency: Seconds;
  readonly #mixer: Mixer;
  readonly #drums: DrumPlayer;
  readonly #sums: OrderedSum[] = [];
  readonly #trims = new Map<PartName, GainNode>();
  readonly #trimmed = new Map<PartName, Decibels>();
  readonly #pools: Readonly<Record<TonalPart, VoicePool>>;

  constructor(context: BaseAudioContext) {
    this.output = new AudioWorkletNode(context, 'phosphene-mastering', {
      numberOfInputs: MIX_INPUTS,
      numberOfOutputs: 1,
      outputChannelCount: [2],
      processorOptions: { drive: DRIVE },
    });
    this.#mixer = new Mixer(context, this.output);
    this.latency = (Math.round(0.003 * context.sampleRate) + TRUE_PEAK_DELAY) / context.sampleRate;
    const bank = new SoundBank(context);
    const usual = paletteOf('house');
    const trimmed = (part: PartName, inputs: number) => {
      const sum = createOrderedSum(context, inputs);
      const trim = new GainNode(context);
      sum.node.connect(trim).connect(this.#mixer.inputOf(part));
      this.#sums.push(sum);
      this.#trims.set(part, trim);
      return sum.node;
    };
    this.#drums = new DrumPlayer(bank, kitNamed(usual.kit), trimmed('drums', MOST_STROKES));
    this.#pools = Object.fromEntries(
      TONAL_PARTS.map((part) => [
        part,
        new VoicePool(bank, instrumentNamed(usual[part]), trimmed(part, MOST_VOICES)),
      ]),
    ) as Record<TonalPart, VoicePool>;
  }

  get voices(): number {
    return TONAL_PARTS.reduce((sum, part) => sum + this.#pools[part].size, this.#drums.size);
  }

  stem(part: PartName): AudioNode {
    return this.#mixer.stemOf(part);
  }

  dry(part: PartName): AudioNode {
    return this.#trims.get(part) as GainNode;
  }

  arrange(controls: SoundControls, tempoBpm: Bpm, at: Seconds): void {
    this.#mixer.set(controls, tempoBpm, at);
    if (controls.kit !== this.#drums.kit.name) this.#drums.kit = kitNamed(controls.kit);
    this.#trim('drums', this.#drums.kit.trim, at);
    for (const part of TONAL_PARTS) {
      const pool = this.#pools[part];
      const name = controls.instruments[part];
      if (pool.instrument.name !== name) pool.instrument = instrumentNamed(name);
      this.#trim(part, pool.instrument.trim, at);
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
    for (const sum of this.#sums) sum.dispose();
    this.#mixer.dispose();
    this.output.port.postMessage('end');
    this.output.disconnect();
  }

  #trim(part: PartName, trim: Decibels, at: Seconds): void {
    const { gain } = this.#trims.get(part) as GainNode;
    if (this.#trimmed.get(part) === trim) return;
    this.#trimmed.set(part, trim);
    gain.setValueAtTime(10 ** (trim / 20), at);
  }
}

/**
 * Builds the sound on a context; `output` leads nowhere yet.
 * @throws DOMException when the page may not load the worklet
 */
export async function createMusicSound(context: BaseAudioContext): Promise<MusicSound> {
  await Promise.all(
    [echoUrl, masteringUrl, roomUrl, sumUrl].map((url) => context.audioWorklet.addModule(url)),
  );
  return new Ensemble(context);
}
