import workletUrl from './analysis-worklet.ts?worker&url';
import { audioLayout } from './layout.ts';
import { createFeatureChannel, createFeatureReader } from './live-channel.ts';

/** The analysis of what sounds now. */
export interface LiveAnalysis {
  /** Connect here what is to be heard. */
  readonly node: AudioNode;
  /**
   * Copies the newest `audioLayout.length` features; false, and `into` untouched, when there are
   * none since the last call (the context is suspended, say). Allocates nothing.
   */
  read(into: Float32Array): boolean;
  dispose(): void;
}

/**
 * Starts the analysis on the audio thread of `context`; it goes on by itself after a suspension.
 * @throws DOMException when the page may not load the worklet.
 */
export async function createLiveAnalysis(context: AudioContext): Promise<LiveAnalysis> {
  await context.audioWorklet.addModule(workletUrl);
  const channel = createFeatureChannel(audioLayout.length);
  const node = new AudioWorkletNode(context, 'phosphene-analysis', {
    numberOfInputs: 1,
    numberOfOutputs: 1, // silent; a node that leads nowhere is not run everywhere
    outputChannelCount: [1],
    channelCountMode: 'max',
    processorOptions: channel,
  });
  node.connect(context.destination);
  return {
    node,
    read: createFeatureReader(channel, node.port),
    dispose() {
      node.port.onmessage = null;
      node.disconnect();
    },
  };
}
