import { describe, expect, it } from 'vitest';
import { createTapTempo } from '../../../../engine/session/tap-tempo.ts';

describe('createTapTempo', () => {
  it('averages the intervals of the last taps', () => {
    const taps = createTapTempo();
    expect(taps.tap(0)).toBeNull();
    expect(taps.tap(0.52)).toBeCloseTo(115.4, 1);
    expect(taps.tap(0.98)).toBeCloseTo(122.4, 1);
    expect(taps.tap(1.5)).toBeCloseTo(120, 6);
  });

  it('starts anew after a pause', () => {
    const taps = createTapTempo();
    taps.tap(0);
    taps.tap(0.5);
    expect(taps.tap(10)).toBeNull();
    expect(taps.tap(11)).toBeCloseTo(60, 6);
  });
});
