import type { Decibels } from '../../../core/units.ts';
import { SummingProcessor } from '../summing-processor.ts';
import { MasteringChain } from './mastering-chain.ts';

// The audio thread's globals, which the DOM library of TypeScript leaves out.
declare const sampleRate: number;
declare function registerProcessor(name: string, processor: new (options: never) => object): void;

/** What the page hands to the processor. */
interface Options {
  readonly processorOptions: { readonly drive: Decibels };
}

/** Masters the sum of what comes in, on the audio thread. */
class MasteringProcessor extends SummingProcessor {
  readonly #chain: MasteringChain;

  constructor({ processorOptions: { drive } }: Options) {
    super();
    this.#chain = new MasteringChain(sampleRate, drive);
  }

  protected render(left: Float32Array, right: Float32Array): void {
    this.#chain.process(left, right, left.length);
  }
}

registerProcessor('phosphene-mastering', MasteringProcessor);
