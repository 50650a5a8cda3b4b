import type { MidiPort } from './ports.ts';

/** Gives every port a name that lasts: two of the same model are told apart. */
export interface DeviceNames {
  /** Takes the ports that are there now; @returns their names by id. */
  name(ports: readonly MidiPort[]): ReadonlyMap<string, string>;
  /** Which id had which name, to be kept. */
  readonly known: ReadonlyMap<string, string>;
}

const numbered = (name: string, number: number) => (number === 1 ? name : `${name} #${number}`);

/**
 * Names ports. A port that was named before keeps its name; a new one takes the first that is free
 * among those of its model, so that a controller in another socket is still the same controller.
 * @param kept names of ports of earlier sessions by id
 */
export function createDeviceNames(kept: ReadonlyMap<string, string> = new Map()): DeviceNames {
  const known = new Map(kept);
  return {
    known,
    name(ports) {
      const names = new Map<string, string>();
      const taken = new Set<string>();
      const give = (port: MidiPort, name: string) => {
        names.set(port.id, name);
        taken.add(name);
        known.set(port.id, name);
      };
      const isOf = (port: MidiPort, name: string | undefined) =>
        name === port.name || name?.startsWith(`${port.name} #`) === true;
      for (const port of ports) {
        const name = known.get(port.id);
        if (name !== undefined && isOf(port, name) && !taken.has(name)) give(port, name);
      }
      for (const port of ports) {
        if (names.has(port.id)) continue;
        let number = 1;
        while (taken.has(numbered(port.name, number))) number += 1;
        give(port, numbered(port.name, number));
      }
      return names;
    },
  };
}

/** A port's name without its direction: `MIDIIN2 (X)` and `MIDIOUT2 (X)` are both `2 (x)`. */
const bare = (name: string) =>
  name
    .toLowerCase()
    .replace(/\b(midi )?(in|out|input|output)\b/g, '')
    .replace(/\bmidi(in|out)(?=\d+\b)/g, '')
    .trim();

/**
 * The output of a device: the one of its own name, of a name that differs by `in` and `out`, or
 * else of its model, since some call both sides differently (`SLIDER/KNOB` and `CTRL`).
 * @param index which one of several inputs of that name it is, from 0
 * @param isOfModel whether a port of that name belongs to the same model
 */
export function outputFor<Port extends MidiPort>(
  input: MidiPort,
  outputs: readonly Port[],
  index = 0,
  isOfModel: (name: string) => boolean = () => false,
): Port | null {
  const ways = [
    (name: string) => name === input.name,
    (name: string) => bare(name) === bare(input.name),
    isOfModel,
  ];
  const found = ways.map((fits) => outputs.filter(({ name }) => fits(name)));
  return found.find((ports) => ports.length > 0)?.[index] ?? null;
}
