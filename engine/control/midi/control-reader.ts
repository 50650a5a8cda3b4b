import type { Seconds, Unit01 } from '../../core/units.ts';
import type { ControlEvent } from '../mapping/control-event.ts';
import type { ChannelMessage, MidiMessage } from './message.ts';
import { createMpeZones, type MpeZones } from './mpe-zones.ts';
import { createParameterNumbers, type ParameterNumbers } from './parameter-numbers.ts';
import { bendPlace, FOURTEEN_BITS, place7, place14, SEVEN_BITS } from './places.ts';

/** What a reader knows of its device. */
export interface ControlReaderOptions {
  readonly device: string;
  /**
   * Controllers 0 to 31 that come with a fine half (32 higher), as `channel.controller`; others
   * that are not plain are found out by what they send.
   */
  readonly fine?: ReadonlySet<string>;
  /** Controllers that are what they seem, although the standard keeps them for something else. */
  readonly plain?: ReadonlySet<string>;
  /** Channels of an MPE device's lower and upper zone, where it does not tell them itself. */
  readonly mpe?: { readonly lower?: number; readonly upper?: number };
  readonly take: (event: ControlEvent) => void;
}

/** Turns MIDI messages of one device into moves of its controls. */
export interface ControlReader {
  message(message: MidiMessage, time: Seconds): void;
  /** Hands on coarse halves whose fine half did not come; call it every frame. */
  flush(time: Seconds): void;
  /** Lets go of every note that is held: the device went away. */
  release(time: Seconds): void;
  /** Notes that are held now, as their addresses. */
  readonly held: ReadonlySet<string>;
}

/** Controllers that come in coarse and fine halves, coarse first. */
const HALVES = 32;
/** A fine half follows its coarse one at once; what comes later belongs to nothing. */
const HALF_WAIT: Seconds = 0.005;
/** Coarse halves in a row that a fine one must follow before two controllers count as one. */
const SURE_OF_FINE = 8;
const ALL_SOUND_OFF = 120;
const ALL_NOTES_OFF = 123;

class DeviceReader implements ControlReader {
  readonly held = new Set<string>();
  readonly #options: ControlReaderOptions;
  readonly #numbers: ParameterNumbers;
  readonly #zones: MpeZones;
  /** Coarse halves that wait for their fine one, by `channel.controller`. */
  readonly #coarse = new Map<string, { readonly value: number; readonly time: Seconds }>();
  readonly #fine: Set<string>;
  /** Coarse halves whose fine one may follow, and how often it did in a row. */
  readonly #pairs = new Map<string, { at: Seconds; row: number }>();
  #time: Seconds = 0;

  constructor(options: ControlReaderOptions) {
    this.#options = options;
    this.#fine = new Set(options.fine);
    const emit = (control: string, value: Unit01, steps: number) =>
      this.#emit(control, value, steps);
    this.#zones = createMpeZones(emit, options.mpe);
    this.#numbers = createParameterNumbers({
      emit,
      zoneSize: (channel, size) => this.#zones.configure(channel, size),
    });
  }

  message(message: MidiMessage, time: Seconds): void {
    this.#time = time;
    if ('channel' in message) {
      if (!this.#zones.take(message)) this.#channel(message);
    } else if (message.kind === 'reset') this.release(time);
  }

  flush(time: Seconds): void {
    this.#time = time;
    this.#numbers.flush(time);
    for (const [key, { value, time: since }] of this.#coarse) {
      if (time - since >= HALF_WAIT) {
        this.#coarse.delete(key);
        this.#emitFine(key, value << 7);
      }
    }
  }

  release(time: Seconds): void {
    this.#time = time;
    this.#coarse.clear();
    this.#zones.release();
    for (const control of [...this.held]) this.#note(control, 0);
  }

  #emit(control: string, value: Unit01, steps = SEVEN_BITS) {
    const { device, take } = this.#options;
    take({ device, control, value, steps, time: this.#time });
  }

  #note(control: string, velocity: number) {
    if (velocity > 0) this.held.add(control);
    else this.held.delete(control);
    this.#emit(control, place7(velocity));
  }

  #channel(message: ChannelMessage) {
    const { channel } = message;
    switch (message.kind) {
      case 'note-on':
        return this.#note(`note.${channel}.${message.note}`, message.velocity);
      case 'note-off':
        return this.#note(`note.${channel}.${message.note}`, 0);
      case 'poly-pressure':
        return this.#emit(`poly.${channel}.${message.note}`, place7(message.pressure));
      case 'control-change':
        return this.#controller(channel, message.controller, message.value);
      case 'program-change':
        // A button a program, for scenes and cues; and the number as a place.
        this.#emit(`program.${channel}.${message.program}`, 1);
        this.#emit(`program.${channel}.${message.program}`, 0);
        return this.#emit(`programs.${channel}`, place7(message.program));
      case 'channel-pressure':
        return this.#emit(`pressure.${channel}`, place7(message.pressure));
      case 'pitch-bend':
        return this.#emit(`bend.${channel}`, bendPlace(message.bend), FOURTEEN_BITS);
    }
  }

  #controller(channel: number, controller: number, value: number) {
    const key = `${channel}.${controller}`;
    if (controller === ALL_NOTES_OFF || controller === ALL_SOUND_OFF) this.#releaseChannel(channel);
    const { plain } = this.#options;
    const fine = this.#fine;
    if (plain?.has(key) !== true && this.#numbers.take(channel, controller, value, this.#time)) {
      return;
    }
    if (plain?.has(key) !== true) this.#watch(channel, controller);
    if (fine.has(key)) {
      this.#coarse.set(key, { value, time: this.#time });
      return;
    }
    const coarseKey = `${channel}.${controller - HALVES}`;
    if (controller >= HALVES && fine.has(coarseKey)) {
      const coarse = this.#coarse.get(coarseKey);
      this.#coarse.delete(coarseKey);
      if (coarse) this.#emitFine(coarseKey, (coarse.value << 7) | value);
      return;
    }
    this.#emit(`cc.${key}`, place7(value));
  }

  /** Two controllers, 32 apart, of which the second always follows at once, are one. */
  #watch(channel: number, controller: number) {
    const isCoarse = controller < HALVES;
    const key = `${channel}.${isCoarse ? controller : controller - HALVES}`;
    const pair = this.#pairs.get(key);
    if (isCoarse) {
      const isAlone = pair !== undefined && pair.at > Number.NEGATIVE_INFINITY;
      this.#pairs.set(key, { at: this.#time, row: isAlone ? 0 : (pair?.row ?? 0) });
    } else if (pair && controller < 2 * HALVES) {
      pair.row = this.#time - pair.at < HALF_WAIT ? pair.row + 1 : 0;
      pair.at = Number.NEGATIVE_INFINITY;
      if (pair.row === SURE_OF_FINE) this.#fine.add(key);
    }
  }

  #emitFine(key: string, value: number) {
    this.#emit(`cc.${key}`, place14(value), FOURTEEN_BITS);
  }

  #releaseChannel(channel: number) {
    for (const control of [...this.held]) {
      if (control.startsWith(`note.${channel}.`)) this.#note(control, 0);
    }
  }
}

/** A reader of one device's messages. */
export function createControlReader(options: ControlReaderOptions): ControlReader {
  return new DeviceReader(options);
}
