import { describe, expect, it } from 'vitest';
import { DancerPose, POSE_FLOATS } from '../../../../engine/input/dancer-pose.ts';

const dancer = new DancerPose(new Float32Array(POSE_FLOATS));

function at(beat: number, heard: { rms?: number; mid?: number; lowOnset?: number } = {}) {
  dancer.update({ seconds: beat / 2, beat, rms: 0, mid: 0, lowOnset: 0, ...heard });
  return dancer.values.slice();
}

const pointOf = (pose: Float32Array, row: number) => [...pose.subarray(row * 4, row * 4 + 3)];
const between = (a: readonly number[], b: readonly number[]) =>
  Math.hypot(...a.map((value, i) => value - (b[i] ?? 0)));
const lengthOf = (pose: Float32Array, bone: number) =>
  between(pointOf(pose, 2 * bone), pointOf(pose, 2 * bone + 1));

const beats = Array.from({ length: 33 * 8 }, (_, i) => i / 8);
const UPPER_ARMS = [8, 9];
const FOREARMS = [10, 11];
const THIGHS = [14, 15];
const SHINS = [16, 17];

describe('the dancer', () => {
  it('keeps the lengths of its limbs, and all of it is somewhere', () => {
    for (const beat of beats) {
      const pose = at(beat);
      expect(pose.every(Number.isFinite)).toBe(true);
      for (const bone of UPPER_ARMS) expect(lengthOf(pose, bone)).toBeCloseTo(0.275, 4);
      for (const bone of FOREARMS) expect(lengthOf(pose, bone)).toBeCloseTo(0.245, 2);
      for (const bone of THIGHS) expect(lengthOf(pose, bone)).toBeCloseTo(0.425, 4);
      for (const bone of SHINS) expect(lengthOf(pose, bone)).toBeCloseTo(0.42, 2);
    }
  });

  it('stands upright on its floor, before the camera', () => {
    for (const beat of beats) {
      const pose = at(beat);
      const [, headHeight = 0] = pointOf(pose, 0);
      expect(headHeight).toBeGreaterThan(1.3);
      expect(headHeight).toBeLessThan(1.8);
      for (const row of [40, 41, 42, 43]) expect(pointOf(pose, row)[1]).toBeGreaterThan(-0.1);
      expect(pointOf(pose, 46)[2]).toBeGreaterThan(3);
    }
  });

  it('moves without a jump, and never stands still', () => {
    let before = at(0);
    for (let beat = 0.02; beat < 33; beat += 0.02) {
      const pose = at(beat);
      const moved = Array.from({ length: 44 }, (_, row) =>
        between(pointOf(pose, row), pointOf(before, row)),
      );
      expect(Math.max(...moved)).toBeLessThan(0.2);
      expect(Math.max(...moved)).toBeGreaterThan(1e-4);
      before = pose;
    }
  });

  it('dances every second round in the mirror', () => {
    const [hand, mirrored] = [at(4), at(20)].map((pose) => pointOf(pose, 2 * 10 + 1));
    const [other] = [at(20)].map((pose) => pointOf(pose, 2 * 11 + 1));
    expect(between(hand ?? [], mirrored ?? [])).toBeGreaterThan(0.05);
    expect(other?.[0]).toBeCloseTo(-(hand?.[0] ?? 0), 0);
  });

  it('hears: it dips on a kick, and its light flares', () => {
    const quiet = at(3);
    const loud = at(3, { lowOnset: 1, rms: 0.5 });
    expect(pointOf(loud, 0)[1]).toBeLessThan(pointOf(quiet, 0)[1] ?? 0);
    expect(loud[44 * 4 + 3]).toBeCloseTo(1.325, 5);
  });
});
