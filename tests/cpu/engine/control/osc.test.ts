import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createControlBus } from '../../../../engine/control/control-bus.ts';
import { createGamepadReader } from '../../../../engine/control/gamepad.ts';
import { PLAIN_BINDING } from '../../../../engine/control/mapping/binding.ts';
import type { ControlEvent } from '../../../../engine/control/mapping/control-event.ts';
import { readMapping, writeMapping } from '../../../../engine/control/mapping/mapping-file.ts';
import { createOscHands } from '../../../../engine/control/osc/osc-hands.ts';
import { readOsc, writeOsc } from '../../../../engine/control/osc/osc-packet.ts';
import { InstrumentError } from '../../../../engine/core/errors.ts';
import { choice, number, trigger } from '../../../../engine/params/declaration.ts';
import { createParamStore, type ParamChange } from '../../../../engine/params/param-store.ts';

describe('OSC packets', () => {
  it('are read as they were written', () => {
    expect(readOsc(writeOsc('/a/b', [0.5, 'word', true]))).toEqual([
      { address: '/a/b', values: [0.5, 'word', true] },
    ]);
  });

  it('are read by the bytes of the specification', () => {
    // The specification's own example: /oscillator/4/frequency with 440.
    const text = '2f6f7363696c6c61746f722f342f6672657175656e6379002c66000043dc0000';
    const bytes = Uint8Array.from(text.match(/../g) ?? [], (hex) => Number.parseInt(hex, 16));
    expect(readOsc(bytes)).toEqual([{ address: '/oscillator/4/frequency', values: [440] }]);
    expect([...writeOsc('/oscillator/4/frequency', [440])]).toEqual([...bytes]);
  });

  it('are found in bundles', () => {
    const part = writeOsc('/x', [1]);
    const length = [0, 0, 0, part.length];
    const head = [...new TextEncoder().encode('#bundle'), 0, 0, 0, 0, 0, 0, 0, 0, 1];
    const bundle = Uint8Array.from([...head, ...length, ...part, ...length, ...part]);
    expect(readOsc(bundle)).toHaveLength(2);
  });

  it('throw at nothing: 10,000 random and damaged strings', () => {
    const good = writeOsc('/deck/a/level', [0.5, 'a', 1]);
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc
        .record({
          at: fc.nat({ max: good.length - 1 }),
          put: fc.uint8Array({ minLength: 1, maxLength: 5 }),
        })
        .map(({ at, put }) => {
          const copy = good.slice();
          copy.set(put.subarray(0, copy.length - at), at);
          return copy;
        }),
      fc
        .uint8Array({ maxLength: 48 })
        .map((rest) => Uint8Array.from([...new TextEncoder().encode('#bundle'), 0, ...rest])),
    );
    fc.assert(
      fc.property(bytes, (packet) =>
        readOsc(packet).every(({ address }) => address.startsWith('/')),
      ),
      { numRuns: 10_000, seed: 11 },
    );
  });
});

describe('OSC as a hand', () => {
  it('sets parameters in their own unit, and leaves the rest to be learnt', () => {
    const store = createParamStore();
    const bus = createControlBus();
    store.declare('deck.a', {
      hertz: number('Hertz', { min: 20, max: 2000, default: 20 }),
      scene: choice('Scene', ['fluid', 'swarm']),
      go: trigger('Go'),
    });
    const events: ControlEvent[] = [];
    const hands = createOscHands({ store, bus, take: (event) => events.push(event) });
    hands.packet(writeOsc('/deck/a/hertz', [440]), 0);
    hands.packet(writeOsc('/deck/a/hertz', [99_999]), 0);
    hands.packet(writeOsc('/deck/a/scene', ['swarm']), 0);
    hands.packet(writeOsc('/deck/a/scene', ['nowhere']), 0);
    hands.packet(writeOsc('/deck/a/go', []), 0);
    hands.packet(writeOsc('/1/fader3', [0.25]), 0);
    const changes: ParamChange[] = [];
    bus.drain(changes);
    expect(changes.map(({ value }) => value)).toEqual([440, 2000, 1, 1]);
    expect(events).toMatchObject([{ device: 'OSC', control: 'osc./1/fader3', value: 0.25 }]);
  });
});

describe('a gamepad', () => {
  it('tells of what changes, with a middle that stands still', () => {
    const events: [string, number][] = [];
    const reader = createGamepadReader(({ control, value }) => events.push([control, value]));
    const pad = (axis: number, button: number) => ({
      id: 'Pad (STANDARD GAMEPAD Vendor: 1)',
      index: 0,
      axes: [axis],
      buttons: [{ value: button }],
    });
    reader.poll([null, pad(0.05, 0)], 0);
    reader.poll([null, pad(-0.05, 0)], 0);
    reader.poll([null, pad(1, 1)], 0);
    reader.poll([null, pad(0, 0)], 0);
    expect(events).toEqual([
      ['axis.1', 1],
      ['button.1', 1],
      ['axis.1', 0.5],
      ['button.1', 0],
    ]);
  });
});

describe('mapping files', () => {
  const binding = {
    ...PLAIN_BINDING,
    device: 'd',
    control: 'cc.1.1',
    target: 'p.one',
    from: 1,
    to: 0.5,
  };

  it('come back as they were saved', () => {
    const mapping = { bindings: [binding], introduced: ['d'] };
    expect(readMapping(writeMapping(mapping), 'm.json')).toEqual(mapping);
  });

  it('answer 3,000 damaged files with a clear message or a mapping', () => {
    const text = writeMapping({ bindings: [binding, { ...binding, page: 3 }], introduced: [] });
    const damage = fc.record({
      at: fc.nat({ max: text.length }),
      put: fc.string({ maxLength: 4 }),
      cut: fc.nat({ max: 6 }),
    });
    fc.assert(
      fc.property(damage, ({ at, put, cut }) => {
        try {
          readMapping(text.slice(0, at) + put + text.slice(at + cut), 'm.json');
        } catch (thrown) {
          return thrown instanceof InstrumentError && thrown.message.startsWith('m.json');
        }
        return true;
      }),
      { numRuns: 3000, seed: 12 },
    );
  });
});
