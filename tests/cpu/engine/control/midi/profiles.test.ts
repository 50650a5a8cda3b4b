import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLightPainter, lightBytes } from '../../../../../engine/control/midi/lights.ts';
import { createMidiParser, type MidiMessage } from '../../../../../engine/control/midi/message.ts';
import { bindingsOf, readProfile } from '../../../../../engine/control/midi/profile.ts';
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
  'LPMiniMK3 MIDI': 'novation-launchpad-mini-mk3.json',
  'LPX MIDI': 'novation-launchpad-x.json',
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

describe.each(profileLibrary.map((profile) => [profile.name, profile] as const))(
  '%s',
  (_, profile) => {
    it('names its source, and is found by its port alone', () => {
      expect(profile.source.title.length).toBeGreaterThan(8);
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

  it.each(['LPMiniMK3 DAW', 'APC mini mk2 Notes', 'Minilab3 MCU'])('leaves %s alone', (port) => {
    expect(profileFor(port)).toBeNull();
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
