import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ControlEvent } from '../../../../../engine/control/mapping/control-event.ts';
import { createControlReader } from '../../../../../engine/control/midi/control-reader.ts';
import { createMidiParser, type MidiMessage } from '../../../../../engine/control/midi/message.ts';

/** What a parser makes of chunks of bytes. */
function parsed(...chunks: readonly (readonly number[])[]): MidiMessage[] {
  const messages: MidiMessage[] = [];
  const parser = createMidiParser((message) => messages.push(message));
  for (const chunk of chunks) parser.push(chunk);
  return messages;
}

/** Moves of controls that byte messages make, each at its time in milliseconds. */
function moves(
  options: Omit<Parameters<typeof createControlReader>[0], 'device' | 'take'>,
  ...messages: readonly (readonly [milliseconds: number, ...bytes: number[]])[]
): [control: string, value: number][] {
  const events: ControlEvent[] = [];
  const reader = createControlReader({ ...options, device: 'd', take: (one) => events.push(one) });
  for (const [at, ...bytes] of messages) {
    const parser = createMidiParser((message) => reader.message(message, at / 1000));
    parser.push(bytes);
    reader.flush(at / 1000);
  }
  reader.flush(1000);
  return events.map(({ control, value }) => [control, Math.round(value * 16_383)]);
}

describe('the parser of MIDI', () => {
  it.each<[string, number[], MidiMessage]>([
    ['a note', [0x90, 60, 100], { kind: 'note-on', channel: 1, note: 60, velocity: 100 }],
    ['a note let go', [0x8f, 60, 64], { kind: 'note-off', channel: 16, note: 60, velocity: 64 }],
    [
      'a note struck with 0',
      [0x91, 60, 0],
      { kind: 'note-off', channel: 2, note: 60, velocity: 0 },
    ],
    ['key pressure', [0xa0, 60, 9], { kind: 'poly-pressure', channel: 1, note: 60, pressure: 9 }],
    [
      'a controller',
      [0xb2, 7, 127],
      { kind: 'control-change', channel: 3, controller: 7, value: 127 },
    ],
    ['a program', [0xc0, 5], { kind: 'program-change', channel: 1, program: 5 }],
    ['pressure', [0xd0, 5], { kind: 'channel-pressure', channel: 1, pressure: 5 }],
    ['a bend', [0xe0, 1, 64], { kind: 'pitch-bend', channel: 1, bend: 8193 }],
    ['the clock', [0xf8], { kind: 'clock' }],
    ['a position', [0xf2, 3, 1], { kind: 'song-position', sixteenths: 131 }],
    ['a sysex', [0xf0, 1, 2, 3, 0xf7], { kind: 'sysex', data: [1, 2, 3] }],
  ])('reads %s', (_, bytes, message) => {
    expect(parsed(bytes)).toEqual([message]);
  });

  it('reads a running status, with the clock between its bytes', () => {
    const on = (note: number) => ({ kind: 'note-on', channel: 1, note, velocity: 9 });
    expect(parsed([0x90, 60, 0xf8, 9, 61], [9])).toEqual([{ kind: 'clock' }, on(60), on(61)]);
  });

  it('goes on after a sysex that was cut off, or never ends', () => {
    const endless = Array.from({ length: 70_000 }, () => 1);
    expect(parsed([0xf0, 1, 2], [0xb0, 7, 1])).toHaveLength(1);
    expect(parsed([0xf0, ...endless, 0xf7], [0xb0, 7, 1])).toHaveLength(1);
  });

  it('throws at nothing, and leaves no note held: 10,000 random strings', () => {
    const bytes = fc.array(
      fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0x90, 0x91, 0xb0, 0xe3, 101, 6)),
      { maxLength: 48 },
    );
    fc.assert(
      fc.property(bytes, (string) => {
        const on = new Set<string>();
        const reader = createControlReader({
          device: 'd',
          fine: new Set(['1.6', '1.1']),
          take({ control, value }) {
            if (!(value >= 0 && value <= 1)) throw new Error(`${control} is at ${value}`);
            if (!/^note\./.test(control)) return;
            if (value > 0) on.add(control);
            else on.delete(control);
          },
        });
        const parser = createMidiParser((message) => reader.message(message, 0));
        parser.push(string);
        reader.flush(1);
        reader.release(1);
        return on.size === 0 && reader.held.size === 0;
      }),
      { numRuns: 10_000, seed: 7 },
    );
  });
});

describe('the reader of controls', () => {
  it('joins a controller of fourteen bits, and plays a coarse half alone', () => {
    const fine = { fine: new Set(['1.1']) };
    expect(moves(fine, [0, 0xb0, 1, 64], [1, 0xb0, 33, 5])).toEqual([['cc.1.1', 64 * 128 + 5]]);
    expect(moves(fine, [0, 0xb0, 1, 64], [20, 0xb0, 2, 127])).toEqual([
      ['cc.1.2', 16_383],
      ['cc.1.1', 64 * 128],
    ]);
  });

  it('leaves controllers 32 higher alone where no fine half is declared', () => {
    expect(moves({}, [0, 0xb0, 16, 127], [1, 0xb0, 48, 127])).toEqual([
      ['cc.1.16', 16_383],
      ['cc.1.48', 16_383],
    ]);
  });

  it('finds out that two controllers are the halves of one', () => {
    const pairs = Array.from(
      { length: 12 },
      (_, i) => [i * 20, 0xb0, 20, 40 + i, 0xb0, 52, 64] as [number, ...number[]],
    );
    const played = moves({}, ...pairs);
    expect(played.slice(0, 2).map(([control]) => control)).toEqual(['cc.1.20', 'cc.1.52']);
    expect(played.at(-1)).toEqual(['cc.1.20', 51 * 128 + 64]);
    expect(played.at(-2)).toEqual(['cc.1.20', 50 * 128 + 64]);
    const apart = pairs.flatMap(([at, , , value]): [number, ...number[]][] => [
      [at, 0xb0, 20, value ?? 0],
      [at + 10, 0xb0, 52, 64],
    ]);
    expect(moves({}, ...apart).at(-1)?.[0]).toBe('cc.1.52');
    expect(moves({ plain: new Set(['1.20', '1.52']) }, ...pairs).at(-1)?.[0]).toBe('cc.1.52');
  });

  it('reads NRPN with and without a fine half, up and down by one, and its end', () => {
    const select = [0xb0, 99, 2, 0xb0, 98, 10];
    expect(moves({}, [0, ...select, 0xb0, 6, 64, 0xb0, 38, 3])).toEqual([['nrpn.1.266', 8195]]);
    expect(moves({}, [0, ...select, 0xb0, 6, 64], [20, 0xf8], [21, 0xb0, 96, 0])).toEqual([
      ['nrpn.1.266', 8192],
      ['nrpn.1.266', 8193],
    ]);
    expect(moves({}, [0, ...select, 0xb0, 101, 127, 0xb0, 100, 127, 0xb0, 6, 127])).toEqual([
      ['cc.1.6', 16_383],
    ]);
  });

  it('gives every note of an MPE zone its own dimensions', () => {
    const zone = [0xb0, 101, 0, 0xb0, 100, 6, 0xb0, 6, 15] as const;
    const played = moves(
      {},
      [0, ...zone],
      [1, 0x91, 60, 127],
      [2, 0x92, 64, 127],
      [3, 0xe1, 0, 64],
      [4, 0xd2, 127],
      [5, 0x82, 64, 0],
    );
    expect(played).toContainEqual(['note.1.60', 16_383]);
    expect(played).toContainEqual(['mpe.lower.1.bend', 8192]);
    expect(played).toContainEqual(['mpe.lower.2.pressure', 16_383]);
    expect(played).toContainEqual(['mpe.lower.pressure', 16_383]);
    expect(played.at(-1)).toEqual(['mpe.lower.pressure', 0]);
    // The first note is not the newest: its bend is its own.
    expect(played).not.toContainEqual(['mpe.lower.bend', 8192]);
  });

  it('lets go of all notes on "all notes off"', () => {
    expect(moves({}, [0, 0x90, 60, 127], [1, 0xb0, 123, 0])).toContainEqual(['note.1.60', 0]);
  });
});
