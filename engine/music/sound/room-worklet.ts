import { Reverb } from '../../input/built-in-track/effects/reverb.ts';
import { highPass } from './dsp/biquad.ts';

// The audio thread's globals, which the DOM library of TypeScript leaves out.
declare const sampleRate: number;
declare function registerProcessor(name: string, processor: new () => object): void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

/** The one room that all parts stand in. */
const ROOM = { decay: 2.4, preDelay: 0.018, damping: 5200 } as const;
/** Turns of the room's slow movement a second, whole ones a minute. */
const SWAY_HERTZ = 0.25;
/** What is below has no room. */
const BOTTOM = 240;
const LONGEST_QUANTUM = 1024;

/** Gives back the sum of what comes in as a room answers it, on the audio thread. */
class RoomProcessor extends AudioWorkletProcessor {
  readonly #room = new Reverb(sampleRate, ROOM);
  readonly #bus = {
    left: new Float32Array(LONGEST_QUANTUM),
    right: new Float32Array(LONGEST_QUANTUM),
  };
  readonly #bottoms = [highPass(BOTTOM, sampleRate), highPass(BOTTOM, sampleRate)] as const;
  #samples = 0;
  /** A processor that is not told of its end is run for ever. */
  #isOver = false;

  constructor() {
    super();
    this.port.onmessage = () => {
      this.#isOver = true;
    };
  }

  process(inputs: readonly (readonly Float32Array[])[], outputs: readonly Float32Array[][]) {
    const [outLeft, outRight] = outputs[0] ?? [];
    if (!outLeft || !outRight) return !this.#isOver;
    const count = outLeft.length;
    const { left, right } = this.#bus;
    left.fill(0, 0, count);
    right.fill(0, 0, count);
    // In their order, as rounding depends on it.
    for (const [inLeft, inRight = inLeft] of inputs) {
      for (let i = 0; inLeft && inRight && i < count; i++) {
        left[i] = (left[i] as number) + (inLeft[i] as number);
        right[i] = (right[i] as number) + (inRight[i] as number);
      }
    }
    for (let i = 0; i < count; i++) {
      left[i] = this.#bottoms[0].next(left[i] as number);
      right[i] = this.#bottoms[1].next(right[i] as number);
    }
    const from = (this.#samples / sampleRate) * SWAY_HERTZ;
    this.#samples += count;
    this.#room.process(this.#bus, count, [from, (this.#samples / sampleRate) * SWAY_HERTZ]);
    outLeft.set(left.subarray(0, count));
    outRight.set(right.subarray(0, count));
    return !this.#isOver;
  }
}

registerProcessor('phosphene-room', RoomProcessor);
