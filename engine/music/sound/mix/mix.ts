import { gainOf } from '../../../core/numeric.ts';
import type { Decibels, Hertz, Seconds } from '../../../core/units.ts';
import { PART_NAMES, type PartName } from '../../note.ts';
import { Echo } from '../dsp/echo.ts';
import { MasteringChain } from '../mastering/mastering-chain.ts';
import { Room } from './room.ts';
import { type MixInputs, Strip, type StripFaders } from './strip.ts';
import { FIRST_INPUTS, STRIPS } from './strips.ts';

/** Longest time between echoes. */
export const LONGEST_ECHO: Seconds = 2;
/** Brings the room up to the level of what goes in. */
const ROOM_GAIN = gainOf(6);

/** Where the faders of the mix stand as a block ends. */
export interface MixFaders {
  readonly parts: Readonly<Record<PartName, StripFaders>>;
  /** Gains of the room, and of what goes into the echoes. */
  readonly room: number;
  readonly echo: number;
  readonly echoTime: Seconds;
}

/**
 * Where the outputs after the mix take the parts: before they are mixed, or as they go into the mix,
 * without room and echoes.
 */
export type Taps = 'dry' | 'mixed';

/**
 * The whole mix on a block: parts, one room and one delay for all of them, mastering. All sums are in
 * a fixed order: where several nodes lead into one, browsers add them in any order, and rounding
 * makes of that another sound every time.
 */
export class Mix {
  readonly #strips: readonly Strip[];
  /** What goes of each part into the room and into the echoes. */
  readonly #sends: readonly (readonly [room: number, echo: number])[];
  readonly #echo: Echo;
  readonly #room: Room;
  readonly #mastering: MasteringChain;
  readonly #echoBlock: readonly [Float32Array, Float32Array];
  readonly #roomBlock: readonly [Float32Array, Float32Array];

  /** @param drive gain before the limiter; `block` samples are mixed at once */
  constructor(rate: Hertz, drive: Decibels, block: number) {
    this.#strips = PART_NAMES.map(
      (part, i) => new Strip(STRIPS[part], FIRST_INPUTS[i] ?? 0, rate, block),
    );
    const send = (level: Decibels | null) => (level === null ? 0 : gainOf(level));
    this.#sends = PART_NAMES.map((part) => [send(STRIPS[part].reverb), send(STRIPS[part].delay)]);
    this.#echo = new Echo(rate, LONGEST_ECHO);
    this.#room = new Room(rate);
    this.#mastering = new MasteringChain(rate, drive);
    this.#echoBlock = [new Float32Array(block), new Float32Array(block)];
    this.#roomBlock = [new Float32Array(block), new Float32Array(block)];
  }

  /**
   * Mixes a block.
   * @param outputs `[output][channel][sample]`: the mix, then the parts where they are tapped
   */
  process(inputs: MixInputs, faders: MixFaders, outputs: MixInputs, taps?: Taps): void {
    const [left, right] = outputs[0] ?? [];
    if (!left || !right) return;
    const [echoLeft, echoRight] = this.#echoBlock;
    const [roomLeft, roomRight] = this.#roomBlock;
    for (const block of [left, right, echoLeft, echoRight, roomLeft, roomRight]) block.fill(0);
    for (let k = 0; k < PART_NAMES.length; k++) {
      const part = PART_NAMES[k] as PartName;
      const strip = this.#strips[k] as Strip;
      const [toRoom, toEcho] = this.#sends[k] as readonly [number, number];
      strip.gather(inputs, faders.parts[part]);
      if (taps === 'dry') copy(strip, outputs[k + 1]);
      strip.place(faders.parts[part]);
      if (taps === 'mixed') copy(strip, outputs[k + 1]);
      add(strip.left, strip.right, left, right, 1);
      if (toRoom > 0) add(strip.left, strip.right, roomLeft, roomRight, toRoom);
      if (toEcho > 0) add(strip.left, strip.right, echoLeft, echoRight, toEcho);
    }
    this.#echo.process(echoLeft, echoRight, faders.echoTime, faders.echo);
    add(echoLeft, echoRight, roomLeft, roomRight, 1);
    this.#room.process(roomLeft, roomRight);
    add(roomLeft, roomRight, left, right, ROOM_GAIN * faders.room);
    add(echoLeft, echoRight, left, right, 1);
    this.#mastering.process(left, right, left.length);
  }
}

function copy({ left, right }: Strip, output: readonly Float32Array[] | undefined): void {
  output?.[0]?.set(left);
  output?.[1]?.set(right);
}

function add(
  left: Float32Array,
  right: Float32Array,
  toLeft: Float32Array,
  toRight: Float32Array,
  gain: number,
): void {
  for (let i = 0; i < left.length; i++) {
    toLeft[i] = (toLeft[i] as number) + gain * (left[i] as number);
    toRight[i] = (toRight[i] as number) + gain * (right[i] as number);
  }
}
