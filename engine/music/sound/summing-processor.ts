// The audio thread's global, which the DOM library of TypeScript leaves out.
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

/**
 * What the music's processors on the audio thread have in common. Their inputs are added in their
 * order: where several nodes lead into one input, browsers add them in any order, and rounding makes
 * of that another sound every time. Any message ends a processor: one that is not told runs for ever.
 */
export abstract class SummingProcessor extends AudioWorkletProcessor {
  #isOver = false;

  constructor() {
    super();
    this.port.onmessage = () => {
      this.#isOver = true;
    };
  }

  /** Called by the browser: `[input][channel][sample]`, and outputs that are silence at first. */
  process(
    inputs: readonly (readonly Float32Array[])[],
    outputs: readonly Float32Array[][],
    parameters: Readonly<Record<string, Float32Array>>,
  ) {
    const [left, right] = outputs[0] ?? [];
    if (!left || !right) return !this.#isOver;
    for (const [inLeft, inRight = inLeft] of inputs) {
      for (let i = 0; inLeft && inRight && i < left.length; i++) {
        left[i] = (left[i] as number) + (inLeft[i] as number);
        right[i] = (right[i] as number) + (inRight[i] as number);
      }
    }
    this.render(left, right, parameters);
    return !this.#isOver;
  }

  /** Makes of the sum, in place, what goes out; equally long. */
  protected abstract render(
    left: Float32Array,
    right: Float32Array,
    parameters: Readonly<Record<string, Float32Array>>,
  ): void;
}
