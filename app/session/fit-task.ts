/** What a worker is to fit. */
export interface FitTask {
  /** Addresses of the net's weights and of its encoder's. */
  readonly weights: string;
  readonly encoder: string;
  /** The picture to be painted like, `[3, side, side]` in 0..1. */
  readonly picture: Float32Array;
  readonly side: number;
  /** What the encoder named, `[100]`. */
  readonly code: Float32Array;
}

/** What the worker tells. */
export type FitMessage =
  | {
      readonly kind: 'step';
      readonly step: number;
      readonly steps: number;
      /** What is added to the style's numbers. */
      readonly offset: Float32Array;
    }
  | { readonly kind: 'end' }
  | { readonly kind: 'fault'; readonly text: string };
