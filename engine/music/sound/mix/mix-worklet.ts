import type { Decibels } from '../../../core/units.ts';
import { PART_NAMES, type PartName } from '../../note.ts';
import { LONGEST_ECHO, Mix, type MixFaders, type Taps } from './mix.ts';
import type { MixInputs, StripFaders } from './strip.ts';

// The audio thread's globals, which the DOM library of TypeScript leaves out.
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new (options: never) => object): void;

/** Samples that the audio thread renders at once. */
const BLOCK = 128;

/** What the page hands to the processor. */
interface Options {
  readonly processorOptions: { readonly drive: Decibels; readonly taps?: Taps };
}

type Values = Readonly<Record<string, Float32Array>>;

const fader = (name: string, defaultValue = 1, maxValue = 64) => ({
  name,
  defaultValue,
  minValue: 0,
  maxValue,
  automationRate: 'k-rate',
});

/** Mixes and masters the voices of all parts on the audio thread. Any message ends it. */
class MixProcessor extends AudioWorkletProcessor {
  static readonly parameterDescriptors = [
    ...PART_NAMES.flatMap((part) => [fader(`${part} trim`), fader(`${part} fader`)]),
    fader('room'),
    fader('echo'),
    fader('echo time', 0.375, LONGEST_ECHO),
    fader('sidechain', 0, 1),
    { ...fader('duck', 0, 1), automationRate: 'a-rate' },
  ];

  readonly #mix: Mix;
  readonly #faders = createFaders();
  readonly #taps: Taps | undefined;
  #isOver = false;

  constructor({ processorOptions: { drive, taps } }: Options) {
    super();
    this.#mix = new Mix(sampleRate, drive, BLOCK);
    this.#taps = taps;
    this.port.onmessage = () => {
      this.#isOver = true;
    };
  }

  /** Called by the browser for every block. */
  process(inputs: MixInputs, outputs: MixInputs, values: Values): boolean {
    readFaders(values, this.#faders);
    this.#mix.process(inputs, this.#faders, outputs, this.#taps);
    return !this.#isOver;
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };
/** Faders that are read anew for every block, so that nothing is allocated. */
type ReadFaders = Writable<Omit<MixFaders, 'parts'>> & {
  readonly parts: Readonly<Record<PartName, Writable<StripFaders>>>;
};

function createFaders(): ReadFaders {
  const strip = () => ({ trim: 1, fader: 1, sidechain: 0, duck: new Float32Array(1) });
  const parts = PART_NAMES.map((part) => [part, strip()] as const);
  return {
    parts: Object.fromEntries(parts) as ReadFaders['parts'],
    room: 1,
    echo: 1,
    echoTime: 0,
  };
}

function readFaders(values: Values, into: ReadFaders): void {
  for (const part of PART_NAMES) {
    const strip = into.parts[part];
    strip.trim = first(values, `${part} trim`);
    strip.fader = first(values, `${part} fader`);
    strip.sidechain = first(values, 'sidechain');
    strip.duck = values.duck as Float32Array;
  }
  into.room = first(values, 'room');
  into.echo = first(values, 'echo');
  into.echoTime = first(values, 'echo time');
}

const first = (values: Values, name: string) => values[name]?.[0] as number;

registerProcessor('phosphene-mix', MixProcessor);
