import { SummingProcessor } from './summing-processor.ts';

// The audio thread's global, which the DOM library of TypeScript leaves out.
declare function registerProcessor(name: string, processor: new () => object): void;

/** Gives back the sum of its inputs. */
class SumProcessor extends SummingProcessor {
  protected render(): void {}
}

registerProcessor('phosphene-sum', SumProcessor);
