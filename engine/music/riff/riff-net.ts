import type { Motif } from '../form/motif.ts';

/** A place among riffs `[codeLength]`; those of learnt riffs are normally distributed. */
export type RiffCode = Float32Array;

/** A net that turns places into riffs of two bars and back; `app` gives one. */
export interface RiffNet {
  readonly codeLength: number;
  /** Directions `[codeLength]` in which riffs get more notes, and in which they get higher. */
  readonly axes: readonly [notes: RiffCode, height: RiffCode];
  decode(code: RiffCode): Motif;
  encode(motif: Motif): RiffCode;
}
