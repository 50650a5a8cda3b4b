import type { Stereo } from './stereo.ts';

/** One sounding note. */
export interface Voice {
  /** Adds samples `from` up to `to` to `bus`; false once it has faded. */
  render(bus: Stereo, from: number, to: number): boolean;
}

/** Level under which a voice has faded: -66 dB of its own full scale. */
export const FADED = 5e-4;

/** The notes of one instrument that sound, across the borders of bars. */
export class VoicePool {
  #entries: { readonly voice: Voice; start: number }[] = [];

  /** Lets `voice` begin `start` samples into the stretch that is rendered next. */
  play(voice: Voice, start: number): void {
    this.#entries.push({ voice, start });
  }

  /** Adds the next `count` samples of every voice to `bus`. */
  render(bus: Stereo, count: number): void {
    this.#entries = this.#entries.filter((entry) => {
      if (entry.start >= count) {
        entry.start -= count;
        return true;
      }
      const sounding = entry.voice.render(bus, entry.start, count);
      entry.start = 0;
      return sounding;
    });
  }
}
