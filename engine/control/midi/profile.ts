import { fail, messageOf } from '../../core/errors.ts';
import { checkSchema, type JsonSchema } from '../json-schema.ts';
import { type Binding, PLAIN_BINDING } from '../mapping/binding.ts';
import { isButtonAddress } from '../mapping/control-event.ts';
import type { Encoding } from '../mapping/relative.ts';
import schema from './profile.schema.json';

/** Colours that states are told by. */
export type LightColour =
  | 'off'
  | 'dim'
  | 'on'
  | 'white'
  | 'red'
  | 'amber'
  | 'green'
  | 'cyan'
  | 'blue'
  | 'violet';

/** How one kind of light is set. */
export interface LightForm {
  readonly bytes: readonly (number | 'n' | 'v' | 'r' | 'g' | 'b')[];
  readonly perChannel?: boolean;
  readonly colours?: Readonly<Partial<Record<LightColour, number>>>;
  readonly travel?: readonly number[];
}

/** A row of like controls. */
export interface ControlGroup {
  readonly name: string;
  readonly sends: 'note' | 'cc' | 'bend' | 'pressure' | 'program' | 'nrpn';
  readonly channels?: readonly (number | string)[];
  readonly numbers?: readonly (number | string)[];
  readonly bits?: 7 | 14;
  readonly encoding?: Encoding;
  readonly lights?: readonly string[];
  readonly lightNumbers?: readonly (number | string)[];
}

/** A line of a profile's own mapping: a row of controls on a row of targets. */
export interface MappingLine
  extends Partial<
    Pick<
      Binding,
      'mode' | 'takeover' | 'curve' | 'from' | 'to' | 'value' | 'quantise' | 'page' | 'encoding'
    >
  > {
  readonly controls: string;
  readonly targets: string;
}

/** A document. */
interface Reference {
  readonly title: string;
  readonly url?: string;
}

/** What is known of a controller, as its file says it. */
export interface ProfileFile {
  readonly name: string;
  readonly ports: readonly string[];
  readonly notPorts?: readonly string[];
  readonly source: Reference & { readonly note?: string };
  readonly checkedAgainst?: readonly Reference[];
  readonly start?: readonly (readonly number[])[];
  readonly end?: readonly (readonly number[])[];
  readonly pace?: number;
  readonly mpe?: { readonly lower?: number; readonly upper?: number };
  readonly controls: readonly ControlGroup[];
  readonly lights?: Readonly<Record<string, LightForm>>;
  readonly mapping: readonly MappingLine[];
}

/** One control of a device. */
export interface ProfileControl {
  /** Such as `fader 3`. */
  readonly name: string;
  /** Address, as in {@link ControlEvent}. */
  readonly control: string;
  readonly channel: number;
  readonly encoding: Encoding;
  readonly lights: readonly { readonly form: LightForm; readonly number: number }[];
}

/** A controller's profile, with its rows spread out. */
export interface Profile extends ProfileFile {
  /** Name of its file. */
  readonly file: string;
  readonly all: readonly ProfileControl[];
  /** By address. */
  readonly byControl: ReadonlyMap<string, ProfileControl>;
  /** Controllers with a fine half, and those that are plain, as {@link ControlReaderOptions}. */
  readonly fine: ReadonlySet<string>;
  readonly plain: ReadonlySet<string>;
  /** Whether it sends or needs messages of its maker's own. */
  readonly needsSysex: boolean;
}

/** `[3, "5-7"]` as `[3, 5, 6, 7]`; a range may fall. */
export function spread(list: readonly (number | string)[]): number[] {
  return list.flatMap((one) => {
    if (typeof one === 'number') return [one];
    const [first = 0, last = 0] = one.split('-').map(Number);
    const step = last < first ? -1 : 1;
    return Array.from({ length: Math.abs(last - first) + 1 }, (_, i) => first + i * step);
  });
}

/** `fader 1-3` as its three names; a name alone as itself. */
export function spreadNames(text: string): string[] {
  const match = /^(.*?)(\d+)-(\d+)(.*)$/.exec(text);
  if (!match) return [text];
  const [, before = '', first = '0', last = '0', after = ''] = match;
  return spread([`${first}-${last}`]).map((number) => `${before}${number}${after}`);
}

function addressOf(sends: ControlGroup['sends'], channel: number, number: number): string {
  return sends === 'bend' || sends === 'pressure'
    ? `${sends}.${channel}`
    : `${sends}.${channel}.${number}`;
}

function controlsOf(group: ControlGroup, lights: ProfileFile['lights'] = {}, file: string) {
  const channels = spread(group.channels ?? [1]);
  const numbers = spread(group.numbers ?? [0]);
  const places = channels.flatMap((channel) => numbers.map((number) => ({ channel, number })));
  const lightNumbers = group.lightNumbers ? spread(group.lightNumbers) : null;
  return places.map(({ channel, number }, i): ProfileControl => {
    const name = places.length > 1 ? `${group.name} ${i + 1}` : group.name;
    return {
      name,
      control: addressOf(group.sends, channel, number),
      channel,
      encoding: group.encoding ?? 'absolute',
      lights: (group.lights ?? []).map((form) => ({
        form: lights[form] ?? missing(`${file}: controls "${group.name}"`, 'light form', form),
        number: lightNumbers?.[i] ?? number,
      })),
    };
  });
}

function missing(place: string, what: string, name: string): never {
  return fail({
    subject: place,
    constraint: `name a ${what} that the file has`,
    got: `"${name}"`,
    remedy: 'correct its spelling or add it',
  });
}

const isSysex = (bytes: readonly unknown[]) => bytes[0] === 0xf0;

/**
 * Checks a profile and spreads its rows.
 * @param file its name, for errors
 * @throws InstrumentError that names the place in the file
 */
export function parseProfile(data: unknown, file: string): Profile {
  checkSchema(data, schema as JsonSchema, file);
  const profile = data as ProfileFile;
  const all = profile.controls.flatMap((group) => controlsOf(group, profile.lights, file));
  const byControl = new Map(all.map((one) => [one.control, one]));
  if (byControl.size < all.length) {
    const twice = all.find((one) => byControl.get(one.control) !== one);
    fail({
      subject: `${file}: controls`,
      constraint: 'have one control an address',
      got: `"${twice?.name}" at ${twice?.control}, which another has`,
      remedy: 'correct the numbers',
    });
  }
  const keys = (bits: (group: ControlGroup) => boolean) =>
    new Set(
      profile.controls
        .filter((group) => group.sends === 'cc' && bits(group))
        .flatMap((group) => controlsOf(group, profile.lights, file))
        .map(({ control }) => control.slice('cc.'.length)),
    );
  const messages = [...(profile.start ?? []), ...(profile.end ?? [])];
  const forms = Object.values(profile.lights ?? {}).map(({ bytes }) => bytes);
  const parsed: Profile = {
    ...profile,
    file,
    all,
    byControl,
    fine: keys((group) => group.bits === 14),
    plain: keys((group) => group.bits !== 14),
    needsSysex: [...messages, ...forms].some(isSysex),
  };
  bindingsOf(parsed, 'device'); // So that a mapping that can't be is found here.
  return parsed;
}

/** Reads a profile file. @throws InstrumentError that names the place in the file */
export function readProfile(text: string, file: string): Profile {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (thrown) {
    fail(
      {
        subject: file,
        constraint: 'be a profile in JSON',
        got: messageOf(thrown),
        remedy: 'mend it there (a comma or quotation mark, mostly)',
      },
      { cause: thrown },
    );
  }
  return parseProfile(data, file);
}

/** A mode that suits a control on a target where none is said. */
function usualMode(control: string, target: string): Binding['mode'] {
  if (target.startsWith('do.')) return 'hit';
  return isButtonAddress(control) ? 'toggle' : 'value';
}

function lineBindings(profile: Profile, device: string, line: MappingLine, place: string) {
  const names = spreadNames(line.controls);
  const targets = spreadNames(line.targets);
  if (targets.length !== 1 && targets.length !== names.length) {
    fail({
      subject: place,
      constraint: `have a target a control, or one for all (${names.length} controls)`,
      got: `${targets.length} targets`,
      remedy: 'make both rows as long',
    });
  }
  const { controls: _controls, targets: _targets, ...setting } = line;
  return names.map((name, i): Binding => {
    const found = profile.all.find((one) => one.name === name);
    const { control, encoding } = found ?? missing(place, 'control', name);
    const target = targets[targets.length === 1 ? 0 : i] ?? '';
    return {
      ...PLAIN_BINDING,
      mode: usualMode(control, target),
      encoding,
      ...setting,
      device,
      control,
      target,
      value: (setting.value ?? 0) + i,
    };
  });
}

/** The bindings that a profile comes with, on a device of that name. */
export function bindingsOf(profile: Profile, device: string): Binding[] {
  return profile.mapping.flatMap((line, i) =>
    lineBindings(profile, device, line, `${profile.file}: mapping[${i}]`),
  );
}
