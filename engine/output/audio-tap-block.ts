/** A piece of sound with its place in the audio context's count of samples. */
export interface AudioBlock {
  /** The context's sample count at the first sample. */
  readonly frame: number;
  /** Samples of each channel. */
  readonly frames: number;
  readonly left: Float32Array<ArrayBuffer>;
  readonly right: Float32Array<ArrayBuffer>;
}

/** What the audio thread sends: a block, and whether it is the last. */
export interface AudioTapMessage extends AudioBlock {
  readonly last: boolean;
}
