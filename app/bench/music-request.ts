import type { Seconds } from '../../engine/core/units.ts';
import type { PartName } from '../../engine/music/note.ts';

/** Rendered sound and what is known of it. */
export interface MusicRender {
  readonly seconds: Seconds;
  /** Time that rendering took. */
  readonly wallSeconds: Seconds;
  /** Time that composing took. */
  readonly composeSeconds: Seconds;
  readonly voicesLeft: number;
  readonly mostVoices: number;
  /** Bars by section, in order. */
  readonly sections: readonly string[];
  /** Every note that was handed out, as part, start, end, pitch and velocity. */
  readonly notes: readonly (readonly [PartName, number, number, number, number])[];
}

/** What a piece is to be. */
export interface PieceRequest {
  readonly seconds: Seconds;
  readonly tempoBpm: number;
  /** Parameters by address below `music.`; a choice by name. */
  readonly set: Readonly<Record<string, number | string>>;
  readonly stems: boolean;
  /** Bar of the piece that is rendered first; 0 unless given. */
  readonly bar?: number;
  /** Only these parts play; all unless given. */
  readonly parts?: readonly PartName[];
}

/** Takes a WAV file in pieces: its name and the bytes as base64. */
export type TakeSound = (name: string, base64: string) => Promise<void>;
