import type { Seconds } from '../../core/units.ts';
import type { MidiNote } from '../theory/scale.ts';
import type { InstrumentDefinition } from './instrument.ts';
import type { SoundBank } from './sound-bank.ts';
import { Voice, type VoiceNote } from './voice.ts';

/** Plays an instrument with as many voices as it has, and not one more. */
export class VoicePool {
  readonly #bank: SoundBank;
  readonly #into: AudioNode;
  readonly #voices = new Set<Voice>();
  instrument: InstrumentDefinition;

  constructor(bank: SoundBank, instrument: InstrumentDefinition, into: AudioNode) {
    this.#bank = bank;
    this.instrument = instrument;
    this.#into = into;
  }

  /** Voices that have not given their nodes back. */
  get size(): number {
    return this.#voices.size;
  }

  /** Begins a note; where all voices sound then, the oldest makes way. */
  play(note: VoiceNote): void {
    this.#makeWay(note.start);
    const { envelope, build } = this.instrument;
    const voice = new Voice(this.#bank, note, envelope, this.#into);
    this.#voices.add(voice);
    voice.begin(build(voice), () => this.#voices.delete(voice));
  }

  /** Lets a held key go. */
  release(pitch: MidiNote, at: Seconds): void {
    for (const voice of this.#voices) {
      if (voice.note.pitch === pitch && voice.note.end === null) voice.release(at);
    }
  }

  /** Ends every note, also those that have not begun. */
  silence(at: Seconds): void {
    for (const voice of this.#voices) voice.cut(at);
  }

  #makeWay(at: Seconds): void {
    let sounding = 0;
    let oldest: Voice | undefined;
    for (const voice of this.#voices) {
      if (voice.stop <= at || voice.note.start > at) continue;
      sounding += 1;
      if (!oldest || voice.note.start < oldest.note.start) oldest = voice;
    }
    if (sounding >= this.instrument.voices) oldest?.cut(at);
  }
}
