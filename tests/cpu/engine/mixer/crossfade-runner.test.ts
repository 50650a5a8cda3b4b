import { describe, expect, it } from 'vitest';
import { createCrossfadeRunner } from '../../../../engine/mixer/crossfade-runner.ts';

describe('createCrossfadeRunner', () => {
  it('reaches the other deck exactly at the end of its beats and then rests', () => {
    const runner = createCrossfadeRunner();
    expect(runner.at(0)).toBeNull();
    runner.go(4, 8, 0);
    expect(runner.at(4)).toBe(0);
    expect(runner.at(8)).toBeCloseTo(0.5, 9);
    expect(runner.at(12)).toBe(1);
    expect(runner.at(12.1)).toBeNull();
  });

  it('turns round when it is hit again on the way', () => {
    const runner = createCrossfadeRunner();
    runner.go(0, 4, 0);
    runner.go(2, 4, 0.5);
    expect(runner.at(6)).toBe(0);
  });

  it('cuts when its length is zero and stops where a hand takes the fader', () => {
    const runner = createCrossfadeRunner();
    runner.go(0, 0, 1);
    expect(runner.at(0)).toBe(0);
    runner.go(0, 4, 0);
    runner.stop();
    expect(runner.at(2)).toBeNull();
  });
});
