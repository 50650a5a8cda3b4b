/** A node that adds its inputs in their order, so that a render is the same every time. */
export interface OrderedSum {
  readonly node: AudioNode;
  /** Lets the audio thread give it up. */
  dispose(): void;
}

/** A sum of so many inputs; the worklet `sum-worklet.ts` must have been added to the context. */
export function createOrderedSum(context: BaseAudioContext, numberOfInputs: number): OrderedSum {
  const node = new AudioWorkletNode(context, 'phosphene-sum', {
    numberOfInputs,
    outputChannelCount: [2],
  });
  return {
    node,
    dispose() {
      node.port.postMessage('end');
      node.disconnect();
    },
  };
}
