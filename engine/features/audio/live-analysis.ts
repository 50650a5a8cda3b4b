import workletUrl from './analysis-worklet.ts?worker&url';
import type { HearingOrder } from './hearing-thread.ts';
import { audioLayout } from './layout.ts';
import { createFeatureChannel, createFeatureReader, type FeatureReader } from './live-channel.ts';
import { createSampleChannel, type SampleChannel } from './live-samples.ts';

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

/** The part of the analysis that needs more time than the audio thread has. */
export interface HearingWorker {
  /** A worker whose script calls `serveHearing`. */
  create(): Worker;
  /** Told of what it lacks; the features of the worker stay as they are when it dies. */
  report(text: string): void;
}

/** Starts the worker on the reading end of `samples`. */
function startWorker(
  { create, report }: HearingWorker,
  sampleRate: number,
  samples: SampleChannel,
): { worker: Worker; read: FeatureReader } {
  const worker = create();
  const features = createFeatureChannel(audioLayout.length - audioLayout.audioLength);
  const read = createFeatureReader(features, worker);
  const takeFeatures = worker.onmessage;
  worker.onmessage = (event: MessageEvent<unknown>) => {
    if (typeof event.data === 'string') report(`The beat is heard without its net: ${event.data}`);
    else takeFeatures?.call(worker, event);
  };
  worker.onerror = ({ message }) => report(`Beats, key and chords are not heard: ${message}`);
  const order: HearingOrder = { sampleRate, samples, features };
  worker.postMessage(order, samples.port ? [samples.port] : []);
  return { worker, read };
}

/**
 * Starts the analysis on the audio thread of `context`, and what takes longer in `hearing`'s worker;
 * it goes on by itself after a suspension. Without a worker its features stay 0.
 * @throws DOMException when the page may not load the worklet.
 */
export async function createLiveAnalysis(
  context: AudioContext,
  hearing?: HearingWorker,
): Promise<LiveAnalysis> {
  await context.audioWorklet.addModule(workletUrl);
  const features = createFeatureChannel(audioLayout.audioLength);
  const { writer, reader } = hearing ? createSampleChannel() : { writer: {}, reader: {} };
  const node = new AudioWorkletNode(context, 'phosphene-analysis', {
    numberOfInputs: 1,
    numberOfOutputs: 1, // silent; a node that leads nowhere is not run everywhere
    outputChannelCount: [1],
    channelCountMode: 'max',
    processorOptions: { features, samples: writer.shared ? writer : {} },
  });
  if (writer.port) node.port.postMessage(writer, [writer.port]);
  node.connect(context.destination);
  const readAudio = createFeatureReader(features, node.port);
  const started = hearing ? startWorker(hearing, context.sampleRate, reader) : null;
  return {
    node,
    read(into) {
      const isNew = readAudio(into);
      const isHeard = started?.read(into, audioLayout.audioLength) ?? false;
      return isNew || isHeard;
    },
    dispose() {
      node.port.onmessage = null;
      node.disconnect();
      started?.worker.terminate();
    },
  };
}
