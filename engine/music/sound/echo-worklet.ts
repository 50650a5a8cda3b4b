import { Echo } from './dsp/echo.ts';
import { SummingProcessor } from './summing-processor.ts';

// The audio thread's globals, which the DOM library of TypeScript leaves out.
declare const sampleRate: number;
declare function registerProcessor(name: string, processor: new () => object): void;

/** Longest time between echoes, in seconds. */
const LONGEST = 2;

/**
 * Gives back the echoes of the sum of what comes in, on the audio thread. A loop of delay nodes
 * would begin a block earlier or later from render to render, as browsers come upon it.
 */
class EchoProcessor extends SummingProcessor {
  static readonly parameterDescriptors = [
    // Seconds from echo to echo, and how much comes in.
    { name: 'time', defaultValue: 0.375, minValue: 0.01, maxValue: LONGEST },
    { name: 'send', defaultValue: 1, minValue: 0, maxValue: 8 },
  ].map((one) => ({ ...one, automationRate: 'k-rate' }));

  readonly #echo = new Echo(sampleRate, LONGEST);

  protected render(
    left: Float32Array,
    right: Float32Array,
    { time, send }: Readonly<Record<string, Float32Array>>,
  ): void {
    this.#echo.process(left, right, time?.[0] as number, send?.[0] as number);
  }
}

registerProcessor('phosphene-echo', EchoProcessor);
