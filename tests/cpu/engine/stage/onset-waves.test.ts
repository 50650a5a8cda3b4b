import { describe, expect, it } from 'vitest';
import { createOnsetWaves } from '../../../../engine/stage/onset-waves.ts';

const FRAME = 1 / 30;

/** Pairs of age and force after an envelope that is given frame by frame. */
function wavesAfter(count: number, envelope: readonly number[]): number[] {
  const waves = createOnsetWaves(count);
  for (const value of envelope) waves.follow(value, FRAME);
  const values = new Float32Array(count * 2);
  waves.write(values, 0);
  return [...values];
}

/** An onset that has fallen again before the next. */
const beat = [1, 0.6, 0.3, 0.1];

describe('the waves of onsets', () => {
  it('are none in silence: old beyond being seen, without force', () => {
    expect(wavesAfter(1, [0, 0, 0])[0]).toBeGreaterThan(900);
    expect(wavesAfter(1, [0, 0, 0])[1]).toBe(0);
  });

  it('begin at the frame of the onset and age with time', () => {
    const [age, force] = wavesAfter(1, beat);
    expect(force).toBe(1);
    expect(age).toBeCloseTo(3 * FRAME, 5);
  });

  it('are not begun again by an envelope that only falls', () => {
    const waves = createOnsetWaves(2);
    waves.follow(1, FRAME);
    expect(waves.hit).toBe(true);
    waves.follow(0.9, FRAME);
    expect(waves.hit).toBe(false);
  });

  it('give way to newer ones, the oldest first', () => {
    const values = wavesAfter(2, [...beat, ...beat, ...beat]);
    const ages = [values[0], values[2]].map((age) => Math.round((age ?? 0) / FRAME));
    expect(ages.sort((a, b) => a - b)).toEqual([3, 7]);
  });

  it('write from the offset on and leave what is before', () => {
    const waves = createOnsetWaves(1);
    waves.follow(1, FRAME);
    const values = new Float32Array([7, 0, 0]);
    waves.write(values, 1);
    expect([...values]).toEqual([7, 0, 1]);
  });
});
