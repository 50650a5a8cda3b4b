import { Reverb } from '../../input/built-in-track/effects/reverb.ts';
import { highPass } from './dsp/biquad.ts';
import { SummingProcessor } from './summing-processor.ts';

// The audio thread's globals, which the DOM library of TypeScript leaves out.
declare const sampleRate: number;
declare function registerProcessor(name: string, processor: new () => object): void;

/** The one room that all parts stand in. */
const ROOM = { decay: 2.4, preDelay: 0.018, damping: 5200 } as const;
/** Turns of the room's slow movement a second, whole ones a minute. */
const SWAY_HERTZ = 0.25;
/** What is below has no room. */
const BOTTOM = 240;

/** Gives back the sum of what comes in as a room answers it, on the audio thread. */
class RoomProcessor extends SummingProcessor {
  readonly #room = new Reverb(sampleRate, ROOM);
  readonly #bottoms = [highPass(BOTTOM, sampleRate), highPass(BOTTOM, sampleRate)] as const;
  #samples = 0;

  protected render(left: Float32Array, right: Float32Array): void {
    const count = left.length;
    for (let i = 0; i < count; i++) {
      left[i] = this.#bottoms[0].next(left[i] as number);
      right[i] = this.#bottoms[1].next(right[i] as number);
    }
    const from = (this.#samples / sampleRate) * SWAY_HERTZ;
    this.#samples += count;
    this.#room.process({ left, right }, count, [from, (this.#samples / sampleRate) * SWAY_HERTZ]);
  }
}

registerProcessor('phosphene-room', RoomProcessor);
