// The audio thread's globals, which the DOM library of TypeScript leaves out.
declare function registerProcessor(name: string, processor: new () => object): void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

/**
 * Adds its inputs, always in the same order. Where several nodes lead into one input, browsers add
 * them in any order, and rounding makes of that another sound every time.
 */
class SumProcessor extends AudioWorkletProcessor {
  /** A processor that is not told of its end is run for ever. */
  #isOver = false;

  constructor() {
    super();
    this.port.onmessage = () => {
      this.#isOver = true;
    };
  }

  process(inputs: readonly (readonly Float32Array[])[], outputs: readonly Float32Array[][]) {
    const [left, right] = outputs[0] ?? [];
    if (!left || !right) return !this.#isOver;
    for (const input of inputs) {
      const first = input[0];
      if (!first) continue;
      const second = input[1] ?? first;
      for (let i = 0; i < left.length; i++) {
        left[i] = (left[i] as number) + (first[i] as number);
        right[i] = (right[i] as number) + (second[i] as number);
      }
    }
    return !this.#isOver;
  }
}

registerProcessor('phosphene-sum', SumProcessor);
