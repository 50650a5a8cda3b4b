/** A graph as TensorFlow.js publishes it: `model.json` and its shard. */
export interface PublishedGraph {
  readonly topology: object;
  readonly specs: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly dtype: 'float32' | 'int32';
  }[];
  readonly data: ArrayBuffer;
}

/** A net that was published as a graph of TensorFlow.js, with what that is given and gives. */
export interface PublishedNet {
  readonly graph: PublishedGraph;
  /** Names of the graph's values: the picture `[1, h, w, 3]`, the code `[1, 1, 1, 100]`, the result. */
  readonly names: { readonly picture: string; readonly code: string; readonly result: string };
  readonly code: Float32Array<ArrayBuffer>;
}
