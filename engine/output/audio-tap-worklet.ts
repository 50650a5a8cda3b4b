import type { AudioTapMessage } from './audio-tap-block.ts';

// The audio thread's globals, which the DOM library of TypeScript leaves out.
declare const currentFrame: number;
declare function registerProcessor(name: string, processor: new () => object): void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

/** Samples of a block: a few messages a second, well under a tenth of a second late. */
const BLOCK = 4096;

/** Passes what it hears on to the page in blocks, each stamped with the context's sample count. */
class TapProcessor extends AudioWorkletProcessor {
  #samples = new Float32Array(2 * BLOCK); // [left | right]
  #filled = 0;
  #start = 0;
  #ended = false;

  constructor() {
    super();
    this.port.onmessage = () => {
      this.#ended = true;
      this.#send(true);
    };
  }

  process(inputs: readonly (readonly Float32Array[])[], outputs: readonly Float32Array[][]) {
    if (this.#ended) return false;
    const [left, right = left] = inputs[0] ?? [];
    const quantum = left?.length ?? outputs[0]?.[0]?.length ?? 128;
    if (this.#filled === 0) this.#start = currentFrame;
    if (left && right) {
      this.#samples.set(left, this.#filled);
      this.#samples.set(right, BLOCK + this.#filled);
    }
    this.#filled += quantum;
    if (this.#filled >= BLOCK) this.#send(false);
    return true;
  }

  #send(last: boolean): void {
    const message: AudioTapMessage = {
      frame: this.#start,
      frames: this.#filled,
      left: this.#samples.slice(0, this.#filled),
      right: this.#samples.slice(BLOCK, BLOCK + this.#filled),
      last,
    };
    this.port.postMessage(message, [message.left.buffer, message.right.buffer]);
    this.#samples.fill(0);
    this.#filled = 0;
  }
}

registerProcessor('phosphene-audio-tap', TapProcessor);
