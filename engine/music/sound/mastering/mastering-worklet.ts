import type { Decibels } from '../../../core/units.ts';
import { MasteringChain } from './mastering-chain.ts';

// The audio thread's globals, which the DOM library of TypeScript leaves out.
declare const sampleRate: number;
declare function registerProcessor(name: string, processor: new (options: never) => object): void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

/** What the page hands to the processor. */
interface Options {
  readonly processorOptions: { readonly drive: Decibels };
}

/** Masters the sum of what comes in, on the audio thread. */
class MasteringProcessor extends AudioWorkletProcessor {
  readonly #chain: MasteringChain;
  /** A processor that is not told of its end is run for ever. */
  #isOver = false;
  #left = new Float32Array(128);
  #right = new Float32Array(128);

  constructor({ processorOptions: { drive } }: Options) {
    super();
    this.#chain = new MasteringChain(sampleRate, drive);
    this.port.onmessage = () => {
      this.#isOver = true;
    };
  }

  process(inputs: readonly (readonly Float32Array[])[], outputs: readonly Float32Array[][]) {
    const [outLeft, outRight] = outputs[0] ?? [];
    if (!outLeft || !outRight) return !this.#isOver;
    if (this.#left.length !== outLeft.length) {
      this.#left = new Float32Array(outLeft.length);
      this.#right = new Float32Array(outLeft.length);
    }
    this.#left.fill(0);
    this.#right.fill(0);
    // In their order, as rounding depends on it.
    for (const [inLeft, inRight = inLeft] of inputs) if (inLeft) this.#add(inLeft, inRight);
    this.#chain.process(this.#left, this.#right, outLeft.length);
    outLeft.set(this.#left);
    outRight.set(this.#right);
    return !this.#isOver;
  }

  #add(left: Float32Array, right: Float32Array | undefined): void {
    for (let i = 0; i < left.length; i++) {
      this.#left[i] = (this.#left[i] as number) + (left[i] as number);
      this.#right[i] = (this.#right[i] as number) + (right?.[i] ?? 0);
    }
  }
}

registerProcessor('phosphene-mastering', MasteringProcessor);
