import { fail } from '../../core/errors.ts';
import type { ControlGroup, ProfileFile } from './profile.ts';

/** One control of a Mixxx mapping: what it is on there, and what it sends. */
interface MixxxControl {
  readonly key: string;
  readonly status: number;
  readonly number: number;
  readonly options: string;
}

/** The text of an element's first child of that name, or an empty one. */
function textIn(xml: string, name: string): string {
  return new RegExp(`<${name}[^>]*>([^<]*)</${name}>`, 'i').exec(xml)?.[1]?.trim() ?? '';
}

function controlsIn(xml: string): MixxxControl[] {
  const inputs = /<controls>([\s\S]*?)<\/controls>/i.exec(xml)?.[1] ?? '';
  const found = [...inputs.matchAll(/<control>([\s\S]*?)<\/control>/gi)];
  return found.flatMap(([, body = '']) => {
    const status = Number(textIn(body, 'status'));
    const number = Number(textIn(body, 'midino') || '0');
    const isMessage = status >= 0x80 && status < 0xf0 && number >= 0 && number < 128;
    const options = /<options>([\s\S]*?)<\/options>/i.exec(body)?.[1] ?? '';
    return isMessage ? [{ key: textIn(body, 'key'), status, number, options }] : [];
  });
}

const SENDS: Readonly<Record<number, ControlGroup['sends']>> = {
  128: 'note',
  144: 'note',
  176: 'cc',
  208: 'pressure',
  224: 'bend',
};

/** Small letters alone, as names of controls are. */
const plainName = (key: string) =>
  key
    .toLowerCase()
    .replace(/^.*\./, '')
    .replace(/[^a-z]+/g, ' ')
    .trim() || 'control';

function groupOf({ key, status, number, options }: MixxxControl): ControlGroup | null {
  const sends = SENDS[status & 0xf0];
  if (!sends) return null;
  const channel = (status & 0x0f) + 1;
  const isRelative = /<(selectknob|diff|rot64\w*|spread64)\s*\/?>/i.test(options);
  const isOffset = /<(rot64\w*|spread64)\s*\/?>/i.test(options);
  const encoding = isOffset ? 'offset-64' : 'twos-complement';
  return {
    name: plainName(key),
    sends,
    channels: [channel],
    ...(sends === 'note' || sends === 'cc' ? { numbers: [number] } : {}),
    ...(isRelative && sends === 'cc' ? { encoding } : {}),
  };
}

const place = (group: ControlGroup) =>
  `${group.sends}.${group.channels?.join()}.${group.numbers?.join()}`;

/**
 * A profile to begin with, out of a Mixxx controller mapping: the addresses of its controls, each
 * once, with the names that they have there. It binds nothing; what plays what is then learnt.
 * @param file its name, for errors
 * @throws InstrumentError when there are no MIDI controls in it
 */
export function profileFromMixxx(xml: string, file: string): ProfileFile {
  const groups = new Map<string, ControlGroup>();
  const names = new Map<string, number>();
  for (const control of controlsIn(xml)) {
    const group = groupOf(control);
    if (!group || groups.has(place(group))) continue;
    const count = (names.get(group.name) ?? 0) + 1;
    names.set(group.name, count);
    const letters = 'abcdefghijklmnopqrstuvwxyz';
    const suffix =
      count === 1 ? '' : ` ${letters[(count - 1) % 26]}${letters[Math.floor((count - 1) / 26)]}`;
    groups.set(place(group), { ...group, name: `${group.name}${suffix}` });
  }
  if (groups.size === 0) {
    fail({
      subject: file,
      constraint: 'be a Mixxx controller mapping with MIDI controls',
      got: 'none',
      remedy: 'choose a file that ends in .midi.xml',
    });
  }
  const name = textIn(xml, 'name') || file;
  const controller = /<controller[^>]*\bid="([^"]*)"/i.exec(xml)?.[1] ?? name;
  return {
    name,
    ports: [controller.toLowerCase()],
    source: {
      title: `Mixxx mapping ${file}${textIn(xml, 'author') && `, ${textIn(xml, 'author')}`}`,
    },
    controls: [...groups.values()],
    mapping: [],
  };
}
