import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  choice,
  constrain,
  fromTravel,
  number,
  toggle,
  toTravel,
  trigger,
} from '../../../../engine/params/declaration.ts';

describe('declarations', () => {
  it('refuse a default outside the range and an exponential range that touches zero', () => {
    expect(() => number('Decay', { min: 0, max: 1, default: 2 })).toThrow(/widen the range/);
    expect(() => number('Rate', { min: 0, max: 1, default: 0, curve: 'exponential' })).toThrow(
      /use the linear curve/,
    );
  });

  it('give choices by index, with the named default', () => {
    const spec = choice('Blend', ['normal', 'screen', 'multiply'], { default: 'screen' });
    expect(spec.default).toBe(1);
    expect(constrain(spec, 1.4)).toBe(1);
    expect(constrain(spec, 99)).toBe(2);
  });

  it('switch toggles and triggers between 0 and 1 only', () => {
    for (const spec of [toggle('Freeze'), trigger('Go')]) {
      expect(constrain(spec, 0.7)).toBe(1);
      expect(constrain(spec, -3)).toBe(0);
    }
  });

  it('travel and value are inverse on both curves', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        (travel, exponential) => {
          const spec = number('Rate', {
            min: 0.5,
            max: 64,
            default: 1,
            curve: exponential ? 'exponential' : 'linear',
          });
          expect(toTravel(spec, fromTravel(spec, travel))).toBeCloseTo(travel, 9);
        },
      ),
    );
  });

  it('any number, NaN and infinities too, becomes an allowed value', () => {
    const spec = number('Length', { min: 0, max: 32, default: 8, step: 1 });
    fc.assert(
      fc.property(fc.double(), (value) => {
        const allowed = constrain(spec, value);
        expect(allowed).toBeGreaterThanOrEqual(0);
        expect(allowed).toBeLessThanOrEqual(32);
        expect(Number.isInteger(allowed)).toBe(true);
      }),
    );
  });
});
