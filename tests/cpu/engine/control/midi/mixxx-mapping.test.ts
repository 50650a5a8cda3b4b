import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { profileFromMixxx } from '../../../../../engine/control/midi/mixxx-mapping.ts';
import { parseProfile } from '../../../../../engine/control/midi/profile.ts';
import { InstrumentError } from '../../../../../engine/core/errors.ts';

const control = (
  group: string,
  key: string,
  status: string,
  number: string,
  options = '<normal/>',
) =>
  `<control><group>[${group}]</group><key>${key}</key><status>${status}</status><midino>${number}</midino><options>${options}</options></control>`;

const mapping = `<?xml version="1.0"?>
<MixxxControllerPreset schemaVersion="1"><info><name>Deck One</name><author>Someone</author></info>
<controller id="Deck One MIDI 1"><controls>
${control('Channel1', 'volume', '0xB0', '0x07')}
${control('Channel2', 'volume', '0xB1', '0x07')}
${control('Channel1', 'play', '0x90', '0x0B')}
${control('Channel1', 'play', '0x80', '0x0B')}
${control('Channel1', 'Deck.wheelTurn', '0xB0', '0x22', '<Script-Binding/><selectknob/>')}
${control('Channel1', 'rate', '0xE0', '')}
${control('Channel1', 'strange', '0xF8', '0x00')}
</controls><outputs>${control('Channel1', 'play_indicator', '0x90', '0x0C')}</outputs></controller></MixxxControllerPreset>`;

describe('a Mixxx mapping', () => {
  it('gives the addresses of its controls, each once', () => {
    const profile = parseProfile(profileFromMixxx(mapping, 'deck.midi.xml'), 'deck.midi.xml');
    expect(profile.name).toBe('Deck One');
    expect(profile.all.map(({ name, control: address }) => [name, address])).toEqual([
      ['volume', 'cc.1.7'],
      ['volume ba', 'cc.2.7'],
      ['play', 'note.1.11'],
      ['wheelturn', 'cc.1.34'],
      ['rate', 'bend.1'],
    ]);
    expect(profile.byControl.get('cc.1.34')?.encoding).toBe('twos-complement');
  });

  it('answers 2,000 damaged files with a clear message or a profile', () => {
    const damage = fc.record({
      at: fc.nat({ max: mapping.length }),
      put: fc.string({ maxLength: 5 }),
      cut: fc.nat({ max: 400 }),
    });
    fc.assert(
      fc.property(damage, ({ at, put, cut }) => {
        try {
          parseProfile(
            profileFromMixxx(mapping.slice(0, at) + put + mapping.slice(at + cut), 'm.xml'),
            'm.xml',
          );
        } catch (thrown) {
          return thrown instanceof InstrumentError;
        }
        return true;
      }),
      { numRuns: 2000, seed: 13 },
    );
  });
});
