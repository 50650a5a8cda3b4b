import { createAudioAnalyser } from './analyser.ts';
import { createFeatureWriter, type FeatureChannel } from './live-channel.ts';

// The audio thread's globals, which the DOM library of TypeScript leaves out.
declare const sampleRate: number;
declare function registerProcessor(name: string, processor: new (options: never) => object): void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

/** What the page hands to the processor. */
interface Options {
  readonly processorOptions: FeatureChannel;
}

/** Analyses what it hears on the audio thread and passes each new hop on to the page. */
class AnalysisProcessor extends AudioWorkletProcessor {
  readonly #analyser = createAudioAnalyser({ sampleRate });
  readonly #write: (features: Float32Array) => void;
  #written = 0;

  constructor({ processorOptions }: Options) {
    super();
    this.#write = createFeatureWriter(processorOptions, this.port);
  }

  process(inputs: readonly (readonly Float32Array[])[], outputs: readonly Float32Array[][]) {
    const heard = inputs[0] ?? [];
    const quantum = heard[0]?.length ?? outputs[0]?.[0]?.length ?? 128;
    this.#analyser.push(heard, quantum);
    if (this.#analyser.hopCount !== this.#written) {
      this.#written = this.#analyser.hopCount;
      this.#write(this.#analyser.latest);
    }
    return true;
  }
}

registerProcessor('phosphene-analysis', AnalysisProcessor);
