/** A span or point of time in seconds. */
export type Seconds = number;
/** A frequency in hertz. */
export type Hertz = number;
/** A musical position or length in quarter-note beats. */
export type Beats = number;
/** A tempo in beats a minute. */
export type Bpm = number;
/** A level in decibels. */
export type Decibels = number;
/** A number from 0 to 1. */
export type Unit01 = number;
/** A length in pixels. */
export type Pixels = number;

/** Width and height of a picture in pixels. */
export interface Size {
  readonly width: Pixels;
  readonly height: Pixels;
}
