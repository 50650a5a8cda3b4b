import { expect, it } from 'vitest';
import { playFreeKey } from '../../../../../app/session/hands/free-keys.ts';

function played(control: string, value: number, bound: readonly string[] = []) {
  const keys: (readonly [number, number])[] = [];
  const bindings = bound.map((one) => ({ device: 'Keys', control: one }));
  const event = { device: 'Keys', control, value, steps: 128, time: 0 };
  playFreeKey(event, bindings, (pitch, velocity) => keys.push([pitch, velocity]));
  return keys;
}

it('plays keys that are free, and lets them go', () => {
  expect(played('note.1.60', 0.5)).toEqual([[60, 0.5]]);
  expect(played('note.10.36', 0)).toEqual([[36, 0]]);
  expect(played('note.1.60', 0.5, ['note.1.61', 'cc.1.60'])).toEqual([[60, 0.5]]);
});

it('leaves alone keys that are mapped, and what is no key', () => {
  expect(played('note.1.60', 0.5, ['note.1.60'])).toEqual([]);
  expect(played('cc.1.60', 0.5)).toEqual([]);
  expect(played('poly.1.60', 0.5)).toEqual([]);
});
