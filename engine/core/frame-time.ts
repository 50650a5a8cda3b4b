import type { Beats, Bpm, Seconds, Unit01 } from './units.ts';

/** When a frame is, in seconds and in music. One object a clock, rewritten every frame. */
export interface FrameTime {
  /** Frames since the clock started; the first is 0. */
  readonly index: number;
  /** Session time of the frame. */
  readonly seconds: Seconds;
  /** Time since the frame before; 0 on the first. */
  readonly delta: Seconds;
  /** Beats since the transport started. */
  readonly beat: Beats;
  /** Place within the beat. */
  readonly beatPhase: Unit01;
  /** Whole bars (of four beats) since the transport started. */
  readonly bar: number;
  /** Place within the bar. */
  readonly barPhase: Unit01;
  readonly tempoBpm: Bpm;
}
