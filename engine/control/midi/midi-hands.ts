import type { Seconds } from '../../core/units.ts';
import { type Binding, liveOn } from '../mapping/binding.ts';
import type { ControlEvent } from '../mapping/control-event.ts';
import type { Mapper } from '../mapping/mapper.ts';
import type { MidiClockIn } from './clock-in.ts';
import { type ControlReader, createControlReader } from './control-reader.ts';
import { createDeviceNames, type DeviceNames, outputFor } from './device-names.ts';
import { createLightPainter, type LightPainter, type LightState } from './lights.ts';
import { createMidiParser, type MidiMessage, type MidiParser } from './message.ts';
import type { MidiOutputPort, MidiPort, MidiPorts } from './ports.ts';
import type { Profile } from './profile.ts';
import { GENERIC } from './profile-library.ts';

/** A device as the page shows it. */
export interface MidiDevice {
  readonly name: string;
  readonly profile: Profile;
  readonly isThere: boolean;
  readonly hasOutput: boolean;
}

/** All MIDI controllers as one hand on the instrument. */
export interface MidiHands {
  readonly devices: readonly MidiDevice[];
  /** Whether messages of makers' own may be sent. */
  readonly sysex: boolean;
  /** Output ports, for a clock that leads others. */
  readonly outputs: readonly MidiOutputPort[];
  /** Hands on what is due, and sets lights; call it every frame. */
  frame(now: Seconds): void;
  /** What lights tell has changed: a parameter, a page, the mapping. */
  relight(): void;
  /** Names of devices by their ports' ids, to be kept for the next session. */
  readonly names: ReadonlyMap<string, string>;
  onChange(listener: () => void): () => void;
  /** Lights off, ports closed. */
  dispose(): Promise<void>;
}

/** What controllers play on. */
export interface MidiHandsOptions {
  readonly ports: MidiPorts;
  /** The profile for a port, or null to leave the port alone. */
  readonly profileFor: (port: string) => Profile | null;
  readonly mapper: Mapper;
  /** Takes a move that is being learnt. @returns whether it is not to be played */
  readonly learn: (event: ControlEvent) => boolean;
  readonly bindings: () => readonly Binding[];
  /** A device is seen for the first time. */
  readonly introduce: (device: string, profile: Profile) => void;
  readonly lightOf: (binding: Binding) => LightState;
  readonly pageOf: (device: string) => number;
  readonly clock: MidiClockIn;
  readonly names?: ReadonlyMap<string, string>;
  readonly say: (text: string) => void;
  readonly now: () => Seconds;
}

/** A device that is plugged in, or was. */
interface Device {
  readonly name: string;
  readonly profile: Profile;
  readonly reader: ControlReader;
  readonly parser: MidiParser;
  readonly painter: LightPainter;
  input: MidiPort | null;
  output: MidiOutputPort | null;
  time: Seconds;
}

const DARK: LightState = { colour: 'off', travel: 0 };

class Controllers implements MidiHands {
  readonly #options: MidiHandsOptions;
  readonly #names: DeviceNames;
  readonly #devices = new Map<string, Device>();
  readonly #byInput = new Map<string, Device>();
  readonly #listeners = new Set<() => void>();
  readonly #ends: (() => void)[];
  #isStale = true;

  constructor(options: MidiHandsOptions) {
    this.#options = options;
    this.#names = createDeviceNames(options.names);
    this.#ends = [
      options.ports.onMessage((input, bytes, time) => this.#hear(input, bytes, time)),
      options.ports.onChange(() => this.#refresh(true)),
    ];
    this.#refresh(false);
  }

  get devices(): readonly MidiDevice[] {
    return [...this.#devices.values()].map(({ name, profile, input, output }) => ({
      name,
      profile,
      isThere: input !== null,
      hasOutput: output !== null,
    }));
  }

  get sysex(): boolean {
    return this.#options.ports.sysex;
  }

  get outputs(): readonly MidiOutputPort[] {
    return this.#options.ports.outputs;
  }

  get names(): ReadonlyMap<string, string> {
    return this.#names.known;
  }

  frame(now: Seconds): void {
    for (const device of this.#devices.values()) {
      if (!device.input) continue;
      device.time = now;
      device.reader.flush(now);
    }
    if (this.#isStale) this.#light();
    for (const { painter, output } of this.#devices.values()) if (output) painter.paint(now);
  }

  relight(): void {
    this.#isStale = true;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async dispose(): Promise<void> {
    for (const end of this.#ends) end();
    for (const device of this.#devices.values()) {
      device.reader.release(this.#options.now());
      if (device.output) device.painter.end();
    }
    await this.#options.ports.close();
  }

  #hear(input: MidiPort, bytes: ArrayLike<number>, time: Seconds) {
    const device = this.#byInput.get(input.id);
    if (!device) return;
    device.time = time;
    device.parser.push(bytes);
  }

  #play(event: ControlEvent) {
    const { learn, mapper } = this.#options;
    if (learn(event)) mapper.pass(event);
    else mapper.play(event);
  }

  #refresh(isTold: boolean) {
    const { ports, profileFor, say } = this.#options;
    const inputs = ports.inputs.filter(({ name }) => profileFor(name) !== null);
    const names = this.#names.name(inputs);
    const there = new Set(names.values());
    for (const device of this.#devices.values()) {
      if (!device.input || there.has(device.name)) continue;
      this.#lose(device);
      if (isTold) say(`${device.name} is gone; it is taken back when it returns.`);
    }
    const places = new Map<string, number>();
    for (const input of inputs) {
      const place = places.get(input.name) ?? 0;
      places.set(input.name, place + 1);
      const name = names.get(input.id) ?? input.name;
      const file = profileFor(input.name)?.file;
      const isOfModel = (port: string) => file !== GENERIC && profileFor(port)?.file === file;
      const isNew = this.#take(name, input, outputFor(input, ports.outputs, place, isOfModel));
      if (isNew && isTold) say(`${name} is here.`);
    }
    this.#isStale = true;
    for (const listener of this.#listeners) listener();
  }

  #lose(device: Device) {
    const now = this.#options.now();
    device.parser.reset();
    device.reader.release(now);
    this.#options.mapper.forget(device.name);
    if (device.input) this.#byInput.delete(device.input.id);
    device.input = null;
    device.output = null;
  }

  /** @returns whether it was not there before */
  #take(name: string, input: MidiPort, output: MidiOutputPort | null): boolean {
    const device = this.#devices.get(name) ?? this.#create(name, input);
    const isNew = device.input === null;
    const isLit = device.output === null && output !== null;
    device.input = input;
    device.output = output;
    this.#byInput.set(input.id, device);
    // What it showed before it went is not what it shows now.
    if (isLit) device.painter.forget();
    return isNew;
  }

  #create(name: string, input: MidiPort): Device {
    const { profileFor, clock, introduce } = this.#options;
    const profile = profileFor(input.name) as Profile;
    const reader = createControlReader({
      device: name,
      fine: profile.fine,
      plain: profile.plain,
      ...(profile.mpe && { mpe: profile.mpe }),
      take: (event) => this.#play(event),
    });
    const parser = createMidiParser((message) => {
      if (!tellClock(clock, message, device.time)) reader.message(message, device.time);
    });
    const painter = createLightPainter(profile, (bytes, at) => {
      const isAllowed = bytes[0] !== 0xf0 || this.#options.ports.sysex;
      if (isAllowed) device.output?.send(bytes, at);
    });
    const device: Device = {
      name,
      profile,
      reader,
      parser,
      painter,
      input: null,
      output: null,
      time: 0,
    };
    this.#devices.set(name, device);
    introduce(name, profile);
    return device;
  }

  #light() {
    this.#isStale = false;
    const { bindings, lightOf, pageOf } = this.#options;
    const all = bindings();
    for (const { name, profile, painter } of this.#devices.values()) {
      const own = all.filter(({ device }) => device === name);
      for (const { control, lights } of profile.all) {
        if (lights.length === 0) continue;
        const bound = own.filter((binding) => binding.control === control);
        const [live] = liveOn(bound, pageOf(name), ({ page }) => page);
        painter.show(control, live ? lightOf(live) : DARK);
      }
    }
  }
}

/** @returns whether the message was of the clock */
function tellClock(clock: MidiClockIn, message: MidiMessage, time: Seconds): boolean {
  switch (message.kind) {
    case 'clock':
      clock.tick(time);
      return true;
    case 'start':
      clock.start();
      return true;
    case 'continue':
      clock.continue();
      return true;
    case 'stop':
      clock.stop();
      return true;
    case 'song-position':
      clock.seek(message.sixteenths);
      return true;
    default:
      return false;
  }
}

/** Takes every controller that is there, and those that come. */
export function createMidiHands(options: MidiHandsOptions): MidiHands {
  return new Controllers(options);
}
