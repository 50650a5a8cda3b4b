import { createAudioAnalyser } from './analyser.ts';
import { audioLayout } from './layout.ts';
import { createFeatureWriter, type FeatureChannel } from './live-channel.ts';
import { createSampleWriter, type SampleChannel, type SampleWriter } from './live-samples.ts';
import { audioThreadFeatures } from './registry.ts';

// The audio thread's globals, which the DOM library of TypeScript leaves out.
declare const sampleRate: number;
declare function registerProcessor(name: string, processor: new (options: never) => object): void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

/** What the page hands to the processor. */
interface Options {
  readonly processorOptions: {
    readonly features: FeatureChannel;
    /** Shared memory to the worker; a port comes as a message. */
    readonly samples: SampleChannel;
  };
}

/** Analyses what it hears on the audio thread, and passes hops to the page and sound to the worker. */
class AnalysisProcessor extends AudioWorkletProcessor {
  readonly #analyser = createAudioAnalyser({ sampleRate, features: audioThreadFeatures });
  readonly #features = this.#analyser.latest.subarray(0, audioLayout.audioLength);
  readonly #write: (features: Float32Array) => void;
  #pass: SampleWriter | null;
  #written = 0;

  constructor({ processorOptions: { features, samples } }: Options) {
    super();
    this.#write = createFeatureWriter(features, this.port);
    this.#pass = samples.shared ? createSampleWriter(samples) : null;
    this.port.onmessage = ({ data }: MessageEvent<SampleChannel>) => {
      this.#pass = createSampleWriter(data);
    };
  }

  process(inputs: readonly (readonly Float32Array[])[], outputs: readonly Float32Array[][]) {
    const heard = inputs[0] ?? [];
    const quantum = heard[0]?.length ?? outputs[0]?.[0]?.length ?? 128;
    this.#pass?.(heard, quantum);
    this.#analyser.push(heard, quantum);
    if (this.#analyser.hopCount !== this.#written) {
      this.#written = this.#analyser.hopCount;
      this.#write(this.#features);
    }
    return true;
  }
}

registerProcessor('phosphene-analysis', AnalysisProcessor);
