import { describe, expect, it } from 'vitest';
import { createKept } from '../../../../../app/session/hands/kept.ts';
import { createMappingDesk } from '../../../../../app/session/hands/mapping-desk.ts';
import { createMidiLink } from '../../../../../app/session/hands/midi-link.ts';
import { createOwnProfiles } from '../../../../../app/session/hands/own-profiles.ts';
import { PLAIN_BINDING } from '../../../../../engine/control/mapping/binding.ts';
import type { MidiHands } from '../../../../../engine/control/midi/midi-hands.ts';
import { profileLibrary } from '../../../../../engine/control/midi/profile-library.ts';

/** What a browser keeps, in a map; or storage that is closed. */
function keptIn(map: Map<string, string> | null) {
  const localStorage = {
    getItem: (key: string) => map?.get(key) ?? null,
    setItem: (key: string, value: string) => map?.set(key, value),
  };
  const closed = {
    get localStorage(): Storage {
      throw new Error('closed');
    },
  };
  return createKept((map ? { localStorage } : closed) as unknown as Window);
}

/** A link to devices of such profiles, in a browser that allows so much. */
function stage(files: readonly string[], allows: { plain: boolean; sysex: boolean }) {
  const asked: boolean[] = [];
  const said: string[] = [];
  const map = new Map<string, string>();
  const profiles = files.map((file) => profileLibrary.find((one) => one.file === file));
  const devices = profiles.flatMap((profile) =>
    profile ? [{ name: profile.name, profile, isThere: true, hasOutput: true }] : [],
  );
  const link = createMidiLink({
    kept: keptIn(map),
    say: (text) => said.push(text),
    async open(sysex, names) {
      asked.push(sysex);
      if (!(sysex ? allows.sysex : allows.plain)) throw new Error('not allowed');
      const hands: Partial<MidiHands> = {
        devices,
        sysex,
        names,
        onChange: () => () => {},
        dispose: async () => {},
      };
      return hands as MidiHands;
    },
  });
  return { link, asked, said, map };
}

describe('the connection to MIDI', () => {
  it('asks for sysex only where a device needs it', async () => {
    const plain = stage(['akai-midimix.json'], { plain: true, sysex: true });
    await plain.link.connect();
    expect(plain.asked).toEqual([false]);
    const needy = stage(['novation-launchpad-x.json'], { plain: true, sysex: true });
    await needy.link.connect();
    expect(needy.asked).toEqual([false, true]);
    expect(needy.link.dark.value).toBeNull();
  });

  it('goes on without sysex where that is refused, and names what stays dark', async () => {
    const { link, asked, said } = stage(['novation-launchpad-x.json'], {
      plain: true,
      sysex: false,
    });
    await link.connect();
    expect(asked).toEqual([false, true, false]);
    expect(link.phase.value).toBe('on');
    expect(link.dark.value?.name).toBe('Novation Launchpad X');
    expect(said).toHaveLength(1);
  });

  it('says why there is none, can be asked again, and is remembered only when it is on', async () => {
    const refused = stage([], { plain: false, sysex: false });
    await refused.link.connect();
    expect(refused.link.phase.value).toBe('refused');
    expect(refused.said).toEqual(['not allowed']);
    expect(refused.map.get('phosphene.midi')).toBeUndefined();
    const on = stage([], { plain: true, sysex: true });
    await on.link.connect();
    expect(on.map.get('phosphene.midi')).toBe('on');
  });
});

describe('what is kept', () => {
  const binding = { ...PLAIN_BINDING, device: 'd', control: 'cc.1.1', target: 'p.one' };

  it('brings the mapping back, and not what was taken out of a profile', () => {
    const map = new Map<string, string>();
    const first = createMappingDesk(keptIn(map), () => {});
    first.introduce('d', () => [binding]);
    first.remove(first.mapping.value.bindings[0] ?? binding);
    const second = createMappingDesk(keptIn(map), () => {});
    second.introduce('d', () => [binding]);
    expect(second.mapping.value).toEqual({ bindings: [], introduced: ['d'] });
    second.change([binding]);
    second.undo();
    expect(second.mapping.value.bindings).toEqual([]);
  });

  it('is said, and left out, when it can not be read; closed storage does no harm', () => {
    const said: string[] = [];
    const map = new Map([['phosphene.mapping', '{"version": 7}']]);
    const desk = createMappingDesk(keptIn(map), (text) => said.push(text));
    expect(desk.mapping.value.bindings).toEqual([]);
    expect(said.join()).toMatch(/mapping/);
    const closed = createMappingDesk(keptIn(null), () => {});
    closed.change([binding]);
    expect(closed.mapping.value.bindings).toEqual([binding]);
  });

  it('brings own profiles back, those begun from Mixxx too', () => {
    const map = new Map<string, string>();
    const xml =
      '<MixxxControllerPreset><info><name>My Deck</name></info><controller id="My Deck"><controls>' +
      '<control><group>[Channel1]</group><key>volume</key><status>0xB0</status><midino>0x07</midino></control>' +
      '</controls></controller></MixxxControllerPreset>';
    createOwnProfiles(keptIn(map), () => {}).add(xml, 'deck.midi.xml');
    const again = createOwnProfiles(keptIn(map), () => {});
    expect(again.all.map(({ name, ports }) => [name, ports])).toEqual([['My Deck', ['my deck']]]);
  });
});
