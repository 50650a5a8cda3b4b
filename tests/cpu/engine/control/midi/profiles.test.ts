import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createLightPainter,
  type LightState,
  lightBytes,
} from '../../../../../engine/control/midi/lights.ts';
import { createMidiParser, type MidiMessage } from '../../../../../engine/control/midi/message.ts';
import {
  bindingsOf,
  type LightColour,
  readProfile,
} from '../../../../../engine/control/midi/profile.ts';
import {
  fits,
  profileFor,
  profileLibrary,
} from '../../../../../engine/control/midi/profile-library.ts';
import { InstrumentError } from '../../../../../engine/core/errors.ts';

/** Names under which systems show the controllers' ports. */
const PORTS: Readonly<Record<string, string>> = {
  'APC MINI': 'akai-apc-mini.json',
  'APC mini mk2 Control': 'akai-apc-mini-mk2.json',
  'APC40 mkII': 'akai-apc40-mk2.json',
  'Akai APC40': 'akai-apc40.json',
  'APC Key 25 mk2 Control': 'akai-apc-key-25-mk2.json',
  'Ableton Push 2 Live Port': 'ableton-push-2.json',
  'Launchpad MK2': 'novation-launchpad-mk2.json',
  'MIDIIN2 (LPMiniMK3 MIDI)': 'novation-launchpad-mini-mk3.json',
  'LPX MIDI Out': 'novation-launchpad-x.json',
  'LPProMK3 MIDI': 'novation-launchpad-pro-mk3.json',
  'nanoKONTROL2 SLIDER/KNOB': 'korg-nanokontrol2.json',
  'X-TOUCH MINI': 'behringer-x-touch-mini.json',
  'X-TOUCH COMPACT': 'behringer-x-touch-compact.json',
  'Midi Fighter Twister': 'dj-techtools-midi-fighter-twister.json',
  'MIDI Mix': 'akai-midimix.json',
  'Launch Control XL': 'novation-launch-control-xl.json',
  'Faderfox EC4': 'faderfox-ec4.json',
  'Maschine Mikro MK3': 'native-instruments-maschine-mikro-mk3.json',
  'Minilab3 MIDI': 'arturia-minilab-3.json',
  'Arturia KeyStep 32': 'arturia-keystep.json',
  'Some Keyboard': 'generic-keyboard.json',
};

/** Other names of the same ports: Windows, macOS and Linux call them differently. */
const OTHER_NAMES: readonly (readonly [port: string, file: string])[] = [
  ['APC mini mk2', 'akai-apc-mini-mk2.json'],
  ['APC40 mkII MIDI 1', 'akai-apc40-mk2.json'],
  ['MIDIIN2 (APC Key 25 mk2)', 'akai-apc-key-25-mk2.json'],
  ['APC Key 25 mk2 Keys', 'generic-keyboard.json'],
  ['MIDIIN2 (LPX MIDI)', 'novation-launchpad-x.json'],
  ['MIDIIN2 (2- LPX MIDI)', 'novation-launchpad-x.json'],
  ['Launchpad X LPX MIDI In', 'novation-launchpad-x.json'],
  ['Launchpad X MIDI 2', 'novation-launchpad-x.json'],
  ['Launchpad Mini MK3 LPMiniMK3 MI', 'novation-launchpad-mini-mk3.json'],
  ['Launchpad Pro MK3 MIDI 1', 'novation-launchpad-pro-mk3.json'],
  ['Launch Control XL Launch Contro', 'novation-launch-control-xl.json'],
  ['nanoKONTROL2', 'korg-nanokontrol2.json'],
  ['nanoKONTROL2 CTRL', 'korg-nanokontrol2.json'],
  ['nanoKONTROL2 nanoKONTROL2 _ CTR', 'korg-nanokontrol2.json'],
  ['Minilab3', 'arturia-minilab-3.json'],
  ['Minilab3 Minilab3 MIDI', 'arturia-minilab-3.json'],
  ['Ableton Push 2', 'ableton-push-2.json'],
];

/** Ports that devices keep for something else. */
const SECOND_PORTS = [
  'LPX MIDI',
  '2- LPMiniMK3 MIDI',
  'LPMiniMK3 DAW Out',
  'Launchpad X MIDI 1',
  'MIDIIN2 (LPProMK3 MIDI)',
  'MIDIIN3 (LPProMK3 MIDI)',
  'APC mini mk2 Notes',
  'MIDIIN2 (APC mini mk2)',
  'Minilab3 MCU',
  'Minilab3 Minilab3 DIN THRU',
  'Ableton Push 2 User Port',
  'MIDIIN2 (Ableton Push 2)',
];

/** Messages that documents give as examples, word for word: what a light is told, and how. */
const EXAMPLES: readonly (readonly [
  file: string,
  control: string,
  light: number,
  state: LightColour | number,
  bytes: readonly number[],
])[] = [
  // Push 2 MIDI and Display Interface Manual 1.1, "Setting LED Colors", examples 1 to 5.
  ['ableton-push-2', 'pad 8', 0, 'red', [0x90, 0x63, 0x7f]],
  ['ableton-push-2', 'pad 57', 0, 'green', [0x90, 0x24, 0x7e]],
  ['ableton-push-2', 'mute', 0, 'off', [0xb0, 0x3c, 0x00]],
  ['ableton-push-2', 'master', 0, 'on', [0xb0, 0x1c, 0x7f]],
  ['ableton-push-2', 'tap', 0, 'off', [0xb0, 0x03, 0x00]],
  // Launchpad MK2 Programmer's Reference Manual, page 8: top left blue, cursor left pink.
  ['novation-launchpad-mk2', 'pad 1', 0, 'blue', [0x90, 0x51, 0x2d]],
  ['novation-launchpad-mk2', 'top 3', 0, 'violet', [0xb0, 0x6a, 0x35]],
  // Launchpad Pro [MK3] Programmer's Reference Manual, page 12: the lower right pad.
  ['novation-launchpad-pro-mk3', 'pad 64', 0, 'off', [0x90, 0x12, 0x00]],
  // Launch Control XL Programmer's Reference Guide, set LEDs, in template 8: 16 green + red + 12.
  [
    'novation-launch-control-xl',
    'high knob 1',
    0,
    'red',
    [240, 0, 32, 41, 2, 17, 120, 8, 0, 15, 247],
  ],
  ['novation-launch-control-xl', 'arrow 4', 0, 'off', [240, 0, 32, 41, 2, 17, 120, 8, 47, 12, 247]],
  // Midi Fighter Twister User Guide 1.03, page 6: first encoder switch yellow.
  ['dj-techtools-midi-fighter-twister', 'encoder 1', 1, 'white', [0xb1, 0, 64]],
  ['dj-techtools-midi-fighter-twister', 'encoder 64', 0, 1, [0xb0, 63, 127]],
  // X-TOUCH MINI and COMPACT, RX MIDI DATA tables: rings 1 to 13, lamps 1, faders 0 to 127.
  ['behringer-x-touch-mini', 'knob 8', 0, 1, [0xb0, 16, 13]],
  ['behringer-x-touch-mini', 'lower 8', 0, 'on', [0x90, 15, 1]],
  ['behringer-x-touch-compact', 'knob 16', 0, 0, [0xb0, 41, 1]],
  ['behringer-x-touch-compact', 'transport 6', 0, 'on', [0x90, 38, 1]],
  ['behringer-x-touch-compact', 'fader 9', 0, 1, [0xb0, 9, 127]],
  // APC40 Mk2 Communications Protocol 1.2, LED tables: track lamps by channel, rings by controller.
  ['akai-apc40-mk2', 'arm 8', 0, 'on', [0x97, 0x30, 1]],
  ['akai-apc40-mk2', 'track knob 1', 0, 1, [0xb0, 0x30, 127]],
  // Ableton's scripts for the others of Akai: clips of the APC40, full brightness on channel 7.
  ['akai-apc40', 'fifth row 8', 0, 'red', [0x97, 57, 3]],
  ['akai-apc-mini-mk2', 'pad 57', 0, 'green', [0x96, 0, 21]],
  ['akai-apc-key-25-mk2', 'pad 1', 0, 'blue', [0x96, 32, 45]],
  ['akai-apc-mini', 'pad 64', 0, 'amber', [0x90, 7, 5]],
  ['akai-midimix', 'arm 8', 0, 'on', [0x90, 24, 127]],
  // nanoKONTROL2 in its native mode: channel 16.
  ['korg-nanokontrol2', 'solo 1', 0, 'on', [0xbf, 32, 127]],
];

/** Messages that put a device in its mode, as its document has them. */
const STARTS: readonly (readonly [file: string, first: readonly number[]])[] = [
  // Programmer mode of the third Launchpads: command 0E, value 1.
  ['novation-launchpad-x', [0xf0, 0x00, 0x20, 0x29, 0x02, 0x0c, 0x0e, 0x01, 0xf7]],
  ['novation-launchpad-mini-mk3', [0xf0, 0x00, 0x20, 0x29, 0x02, 0x0d, 0x0e, 0x01, 0xf7]],
  ['novation-launchpad-pro-mk3', [0xf0, 0x00, 0x20, 0x29, 0x02, 0x0e, 0x0e, 0x01, 0xf7]],
  // Launchpad MK2: layout 0, Session.
  ['novation-launchpad-mk2', [0xf0, 0x00, 0x20, 0x29, 0x02, 0x18, 0x22, 0x00, 0xf7]],
  // Launch Control XL: the first factory template.
  ['novation-launch-control-xl', [0xf0, 0x00, 0x20, 0x29, 0x02, 0x11, 0x77, 0x08, 0xf7]],
  // nanoKONTROL2: native mode.
  ['korg-nanokontrol2', [0xf0, 0x42, 0x40, 0x00, 0x01, 0x13, 0x00, 0x00, 0x00, 0x01, 0xf7]],
  // X-Touch: standard mode on the global channel.
  ['behringer-x-touch-mini', [0xb0, 127, 0]],
  ['behringer-x-touch-compact', [0xb0, 127, 0]],
];

const stateOf = (state: LightColour | number): LightState =>
  typeof state === 'number' ? { colour: 'on', travel: state } : { colour: state, travel: 0 };

/** Which controllers are known from what, and how well: for readers. */
const PAGE = readFileSync(new URL('../../../../../docs/controllers.md', import.meta.url), 'utf8');

describe.each(profileLibrary.map((profile) => [profile.name, profile] as const))(
  '%s',
  (_, profile) => {
    it('names its source, and is found by its port alone', () => {
      expect(profile.source.title.length).toBeGreaterThan(8);
      expect(PAGE).toContain(`| ${profile.name} |`);
      const port = Object.entries(PORTS).find(([, file]) => file === profile.file)?.[0] ?? '';
      expect(profileFor(port)?.file).toBe(profile.file);
      const others = profileLibrary.filter((other) => fits(other, port) && other !== profile);
      expect(
        others.map(({ file }) => file).filter((file) => file !== 'generic-keyboard.json'),
      ).toEqual([]);
    });

    it('has controls with addresses of their own, and binds each once', () => {
      expect(new Set(profile.all.map(({ control }) => control)).size).toBe(profile.all.length);
      const bindings = bindingsOf(profile, profile.name);
      expect(bindings.length).toBeGreaterThan(0);
      expect(new Set(bindings.map(({ control }) => control)).size).toBe(bindings.length);
      for (const { control } of bindings) expect(profile.byControl.has(control)).toBe(true);
    });

    it('sets its lights by whole MIDI messages of seven bits, which differ by state', () => {
      const messages: MidiMessage[] = [];
      const parser = createMidiParser((message) => messages.push(message));
      for (const { lights, channel } of profile.all) {
        for (const { form, number } of lights) {
          const off = lightBytes(form, { number, channel }, { colour: 'off', travel: 0 });
          const on = lightBytes(form, { number, channel }, { colour: 'amber', travel: 1 });
          expect(on).not.toEqual(off);
          for (const bytes of [off, on]) {
            const isSysex = bytes[0] === 0xf0;
            const data = bytes.slice(1, isSysex ? -1 : undefined);
            expect(data.every((byte) => byte >= 0 && byte < 128)).toBe(true);
            parser.push(bytes);
          }
        }
      }
      for (const message of [...(profile.start ?? []), ...(profile.end ?? [])])
        parser.push(message);
      const forms = profile.all.reduce((sum, { lights }) => sum + 2 * lights.length, 0);
      const more = (profile.start?.length ?? 0) + (profile.end?.length ?? 0);
      expect(messages).toHaveLength(forms + more);
    });

    it('paints everything at its pace, and everything again after it was plugged in anew', () => {
      const sent: number[] = [];
      const painter = createLightPainter(profile, (_, at = 0) => sent.push(at));
      const lights = profile.all.reduce((sum, one) => sum + one.lights.length, 0);
      const start = profile.start?.length ?? 0;
      for (const { control } of profile.all) painter.show(control, { colour: 'red', travel: 0.5 });
      painter.paint(0);
      let now = 0;
      while (!painter.isDone) {
        now += 1 / 60;
        painter.paint(now);
        expect(now).toBeLessThan(10);
      }
      const pace = (profile.pace ?? 0.5) / 1000;
      for (const [i, at] of sent.entries()) {
        if (i > 0) expect(at - (sent[i - 1] ?? 0)).toBeGreaterThan(pace - 1e-9);
      }
      expect(sent.length).toBe(lights + start);
      painter.paint(now + 1);
      expect(sent.length).toBe(lights + start);
      painter.forget();
      for (let i = 0; i < 200; i++) painter.paint(now + 2 + i / 60);
      expect(sent.length).toBe(2 * (lights + start));
    });
  },
);

describe('the library of profiles', () => {
  it('knows sixteen controllers and more, each by its own file', () => {
    expect(profileLibrary.length).toBeGreaterThanOrEqual(16);
    expect(Object.values(PORTS).sort()).toEqual(profileLibrary.map(({ file }) => file).sort());
  });

  it.each(OTHER_NAMES)('knows %s as well', (port, file) => {
    expect(profileFor(port)?.file).toBe(file);
  });

  it.each(SECOND_PORTS)('leaves %s alone', (port) => {
    expect(profileFor(port)).toBeNull();
  });

  it.each(EXAMPLES)('sends what the document of %s says: %s', (file, name, light, state, bytes) => {
    const profile = profileLibrary.find((one) => one.file === `${file}.json`);
    const control = profile?.all.find((one) => one.name === name);
    const { form, number } = control?.lights[light] ?? {};
    expect(form).toBeDefined();
    if (!control || !form || number === undefined) return;
    expect(lightBytes(form, { number, channel: control.channel }, stateOf(state))).toEqual(bytes);
  });

  it.each(STARTS)('puts %s in its mode', (file, first) => {
    expect(profileLibrary.find((one) => one.file === `${file}.json`)?.start?.[0]).toEqual(first);
  });

  it('has an example for every profile with lights whose document has been read', () => {
    const lit = profileLibrary.filter(({ all }) => all.some(({ lights }) => lights.length > 0));
    const shown = new Set(EXAMPLES.map(([file]) => `${file}.json`));
    const unread = ['faderfox-ec4.json', 'native-instruments-maschine-mikro-mk3.json'];
    const asThePro = ['novation-launchpad-mini-mk3.json', 'novation-launchpad-x.json'];
    expect(
      lit
        .map(({ file }) => file)
        .filter((file) => !shown.has(file))
        .sort(),
    ).toEqual([...unread, ...asThePro].sort());
    const formsOf = (file: string) => profileLibrary.find((one) => one.file === file)?.lights;
    for (const file of asThePro) {
      expect(formsOf(file)).toEqual(formsOf('novation-launchpad-pro-mk3.json'));
    }
  });

  it.each<[string, object, RegExp]>([
    ['a field that is missing', { controls: undefined }, /p\.json must have "controls"/],
    ['a field too many', { colour: 1 }, /have no fields but .*"colour"/],
    [
      'a number out of range',
      { controls: [{ name: 'a', sends: 'cc', numbers: [99999] }] },
      /p\.json\.controls\[0\]\.numbers\[0\]/,
    ],
    [
      'two controls at one address',
      { controls: [{ name: 'a', sends: 'cc', numbers: [1, 1] }] },
      /one control an address/,
    ],
    [
      'a light form that is not there',
      { controls: [{ name: 'a', sends: 'cc', numbers: [1], lights: ['b'] }] },
      /light form/,
    ],
    [
      'a control that is not there',
      { mapping: [{ controls: 'b', targets: 'x' }] },
      /name a control/,
    ],
    ['rows of two lengths', { mapping: [{ controls: 'a 1-2', targets: 'x.1-3' }] }, /one for all/],
  ])('says clearly of a profile: %s', (_, change, message) => {
    const plain = {
      name: 'P',
      ports: ['p'],
      source: { title: 'Map' },
      controls: [{ name: 'a', sends: 'cc', numbers: ['1-2'] }],
      mapping: [],
    };
    expect(() => readProfile(JSON.stringify({ ...plain, ...change }), 'p.json')).toThrow(message);
  });

  it('answers 10,000 damaged files with a clear message or a profile', () => {
    const texts = profileLibrary.map(({ all, byControl, fine, plain, needsSysex, file, ...rest }) =>
      JSON.stringify(rest),
    );
    const damage = fc.record({
      file: fc.nat({ max: texts.length - 1 }),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      put: fc.oneof(
        fc.string({ maxLength: 4 }),
        fc.constantFrom('null', '{}', '[]', '-1', '1e9', '""'),
      ),
      cut: fc.nat({ max: 6 }),
    });
    fc.assert(
      fc.property(damage, ({ file, at, put, cut }) => {
        const text = texts[file] ?? '';
        const place = Math.floor(at * text.length);
        try {
          readProfile(text.slice(0, place) + put + text.slice(place + cut), 'p.json');
        } catch (thrown) {
          return thrown instanceof InstrumentError && thrown.message.startsWith('p.json');
        }
        return true;
      }),
      { numRuns: 10_000, seed: 8 },
    );
  });
});
