import type { Seconds } from '../../core/units.ts';
import type { MidiNote } from '../theory/scale.ts';
import type { InstrumentDefinition } from './instrument.ts';
import type { InputRow } from './mixer.ts';
import type { SoundBank } from './sound-bank.ts';
import { Voice, type VoiceNote } from './voice.ts';

/** Plays an instrument with as many voices as it has, and not one more. */
export class VoicePool {
  readonly #bank: SoundBank;
  readonly #into: InputRow;
  /** The newest voice of each input. */
  readonly #slots: (Voice | undefined)[] = [];
  readonly #voices = new Set<Voice>();
  instrument: InstrumentDefinition;

  /** @param into inputs, one a voice; where there are fewer, fewer voices sound */
  constructor(bank: SoundBank, instrument: InstrumentDefinition, into: InputRow) {
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
    const { envelope, build } = this.instrument;
    const slot = this.#slotAt(note.start);
    const { node, first } = this.#into;
    const voice = new Voice(this.#bank, note, envelope, { node, input: first + slot });
    this.#slots[slot] = voice;
    this.#voices.add(voice);
    voice.begin(build(voice));
  }

  /**
   * Gives back the nodes of voices that have ended: by the times that are known, since what tells
   * of an end comes in the middle of a render, at another sample every time.
   */
  sweep(now: Seconds): void {
    for (const voice of this.#voices) {
      if (voice.stop > now) continue;
      voice.dispose();
      this.#voices.delete(voice);
    }
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

  /** The first input that is free then, or that of the oldest voice, which is cut. */
  #slotAt(start: Seconds): number {
    const count = Math.min(this.#into.count, this.instrument.voices);
    let oldest = 0;
    for (let slot = 0; slot < count; slot++) {
      const voice = this.#slots[slot];
      if (!voice || voice.stop <= start) return slot;
      if (voice.note.start < (this.#slots[oldest]?.note.start ?? start)) oldest = slot;
    }
    this.#slots[oldest]?.cut(start);
    return oldest;
  }
}
