import { gainOf } from '../../core/numeric.ts';
import type { Beats, Bpm, Decibels, Seconds, Unit01 } from '../../core/units.ts';
import { PART_NAMES, type PartName } from '../note.ts';
import type { Taps } from './mix/mix.ts';
import { FIRST_INPUTS, STRIPS } from './mix/strips.ts';
import type { SoundControls } from './sound-controls.ts';

/** Gain before the limiter, which brings an arrangement to its loudness. */
const DRIVE: Decibels = -0.8;
/** A dotted eighth. */
const ECHO: Beats = 0.75;
/** How the kick turns parts down, and how they come back. */
const DUCK = { down: 0.004, hold: 0.05, up: 0.075 } as const;
/** Within this time faders are followed. */
const FADER: Seconds = 0.03;

/** A send that the faders `reverb` and `delay` turn: half-way it is as the strips have it. */
const sendGain = (fader: Unit01) => (2 * fader) ** 1.5;

/** Inputs of a node in a row. */
export interface InputRow {
  readonly node: AudioNode;
  readonly first: number;
  readonly count: number;
}

/**
 * The parts in one mix: faders, sidechain, one room and one delay for all of them, and mastering. All
 * of it is one processor on the audio thread, `mix/`: as nodes of the browser it cost five times as
 * much. This is its end in the page.
 */
export class Mixer {
  /** The mastered mix, and after it the parts where they are tapped. */
  readonly node: AudioWorkletNode;
  readonly #turned = new Map<AudioParam, number>();
  #tempo: Bpm = 0;

  /** @param taps where parts are taken from, if they are */
  constructor(context: BaseAudioContext, taps?: Taps) {
    const numberOfOutputs = taps ? 1 + PART_NAMES.length : 1;
    this.node = new AudioWorkletNode(context, 'phosphene-mix', {
      numberOfInputs: FIRST_INPUTS.at(-1) as number,
      numberOfOutputs,
      outputChannelCount: new Array<number>(numberOfOutputs).fill(2),
      processorOptions: { drive: DRIVE, ...(taps && { taps }) },
    });
  }

  /** Where a part's voices play into, one an input. */
  inputsOf(part: PartName): InputRow {
    const first = FIRST_INPUTS[PART_NAMES.indexOf(part)] as number;
    return { node: this.node, first, count: STRIPS[part].voices };
  }

  /** Brings the faders to where they stand. */
  set(controls: SoundControls, tempoBpm: Bpm, at: Seconds): void {
    for (const part of PART_NAMES) {
      const { level, isHeard } = controls.parts[part];
      // The fader's usual place, 0.8, is unity.
      this.#turn(`${part} fader`, isHeard ? (level / 0.8) ** 2 : 0, at);
    }
    this.#turn('room', sendGain(controls.reverb), at);
    this.#turn('echo', sendGain(controls.delay), at);
    this.#turn('sidechain', controls.sidechain, at);
    if (tempoBpm === this.#tempo) return;
    const echo = this.#param('echo time');
    const time = Math.min(echo.maxValue, (ECHO * 60) / tempoBpm);
    // A first tempo is there at once; later ones bend the echoes.
    if (this.#tempo === 0) echo.setValueAtTime(time, at);
    else echo.setTargetAtTime(time, at, 0.1);
    this.#tempo = tempoBpm;
  }

  /** Brings a part's instrument to the loudness of the others. */
  trim(part: PartName, trim: Decibels, at: Seconds): void {
    const param = this.#param(`${part} trim`);
    const gain = gainOf(trim);
    if (this.#turned.get(param) === gain) return;
    this.#turned.set(param, gain);
    param.setValueAtTime(gain, at);
  }

  /** The kick makes room. */
  duck(at: Seconds, velocity: Unit01): void {
    const duck = this.#param('duck');
    duck.setTargetAtTime(velocity, at, DUCK.down);
    duck.setTargetAtTime(0, at + DUCK.hold, DUCK.up);
  }

  dispose(): void {
    this.node.port.postMessage('end');
    this.node.disconnect();
  }

  /** Turns a fader, if it does not stand there already: each turn is kept by the browser. */
  #turn(name: string, value: number, at: Seconds): void {
    const param = this.#param(name);
    if (this.#turned.get(param) === value) return;
    const isFirst = !this.#turned.has(param);
    this.#turned.set(param, value);
    if (isFirst) param.setValueAtTime(value, at);
    else param.setTargetAtTime(value, at, FADER / 3);
  }

  #param(name: string): AudioParam {
    return this.node.parameters.get(name) as AudioParam;
  }
}
