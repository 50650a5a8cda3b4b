import { describe, expect, it } from 'vitest';
import { outputFor } from '../../../../../engine/control/midi/device-names.ts';

const port = (name: string) => ({ id: name, name });

describe('the output of a device', () => {
  it.each([
    ['APC40 mkII', 'APC40 mkII'],
    ['LPX MIDI Out', 'LPX MIDI In'],
    ['MIDIIN2 (LPX MIDI)', 'MIDIOUT2 (LPX MIDI)'],
    ['MIDIIN3 (LPProMK3 MIDI)', 'MIDIOUT3 (LPProMK3 MIDI)'],
  ])('of %s is %s', (input, output) => {
    const outputs = ['LPX MIDI', 'MIDIOUT2 (LPProMK3 MIDI)', output].map(port);
    expect(outputFor(port(input), outputs)?.name).toBe(output);
  });

  it('is that of its model where both sides have names of their own', () => {
    const outputs = ['LPX MIDI', 'nanoKONTROL2 CTRL', 'nanoKONTROL2 CTRL'].map((name, i) => ({
      id: String(i),
      name,
    }));
    const isOfModel = (name: string) => name.startsWith('nanoKONTROL2');
    const input = port('nanoKONTROL2 SLIDER/KNOB');
    expect(outputFor(input, outputs)).toBeNull();
    expect(outputFor(input, outputs, 0, isOfModel)?.id).toBe('1');
    expect(outputFor(input, outputs, 1, isOfModel)?.id).toBe('2');
    expect(outputFor(input, outputs, 2, isOfModel)).toBeNull();
  });

  it('is none where none belongs to it', () => {
    expect(outputFor(port('Keys'), [port('APC40 mkII')])).toBeNull();
  });
});
