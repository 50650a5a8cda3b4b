import { describe, expect, it } from 'vitest';
import type { FrameTime } from '../../../../engine/core/frame-time.ts';
import {
  type BeatReading,
  createBeatFollower,
  type FollowSetting,
} from '../../../../engine/session/beat-follower.ts';

const FPS = 60;
const plain: FollowSetting = { multiple: 1, nudge: 0, trim: 0, locked: false };

/** Follows a steady source for some seconds and tells the course of the transport. */
function follow(
  options: {
    bpm?: number;
    seconds?: number;
    from?: { beat: number; tempoBpm: number };
    confidence?: number;
    bar?: number;
  } & Partial<FollowSetting>,
) {
  const { bpm = 120, seconds = 12, confidence = 0.9, bar = 0 } = options;
  const setting = { ...plain, ...options };
  const follower = createBeatFollower();
  let { beat, tempoBpm } = options.from ?? { beat: 3.4, tempoBpm: 116 };
  const course: { beat: number; tempoBpm: number; source: number }[] = [];
  for (let frame = 1; frame <= seconds * FPS; frame++) {
    const source = ((frame / FPS) * bpm) / 60;
    beat += tempoBpm / 60 / FPS;
    const reading: BeatReading = {
      tempoBpm: bpm,
      phase: source - Math.floor(source),
      confidence,
      number: bar === 0 ? 0 : (Math.floor(source) % 4) + 1,
      beatsPerBar: 4,
      barConfidence: bar,
    };
    const time = { beat, tempoBpm, delta: 1 / FPS } as FrameTime;
    const led = follower.follow(time, reading, setting);
    if (led) ({ beat, tempoBpm } = led);
    course.push({ beat, tempoBpm, source });
  }
  return course;
}

const wrap = (x: number) => x - Math.round(x);

describe('following a source', () => {
  it.each([120, 60, 174])('comes to phase and tempo of %i beats a minute', (bpm) => {
    const { beat, tempoBpm, source } = follow({ bpm }).at(-1) ?? {
      beat: 0,
      tempoBpm: 0,
      source: 9,
    };
    expect(Math.abs(wrap(beat - source))).toBeLessThan(0.02);
    expect(tempoBpm).toBeCloseTo(bpm, 1);
  });

  it('never jumps and never goes back', () => {
    const course = follow({});
    course.slice(1).forEach(({ beat }, i) => {
      const step = beat - (course[i]?.beat ?? 0);
      expect(step).toBeGreaterThan(0);
      expect(step).toBeLessThan(2.2 * (120 / 60 / FPS));
    });
  });

  it('leaves the transport alone when the source is not sure', () => {
    const { tempoBpm } = follow({ confidence: 0.1 }).at(-1) ?? { tempoBpm: 0 };
    expect(tempoBpm).toBe(116);
  });

  it('holds the tempo when it is locked', () => {
    const { tempoBpm } = follow({ locked: true }).at(-1) ?? { tempoBpm: 0 };
    expect(tempoBpm).toBe(116);
  });

  it.each([
    ['half', 0.5],
    ['double', 2],
  ] as const)('plays at %s the tempo', (_, multiple) => {
    const { beat, tempoBpm, source } = follow({ multiple, bar: 0.2 }).at(-1) ?? {
      beat: 0,
      tempoBpm: 0,
      source: 9,
    };
    expect(tempoBpm).toBeCloseTo(120 * multiple, 1);
    expect(Math.abs(wrap(beat - source * multiple))).toBeLessThan(0.03);
  });

  it('puts the beat where nudge and trim say', () => {
    const nudged = follow({ nudge: 0.25 }).at(-1) ?? { beat: 0, source: 0 };
    expect(wrap(nudged.beat - nudged.source)).toBeCloseTo(0.25, 1);
    const trimmed = follow({ trim: 0.05 }).at(-1) ?? { beat: 0, source: 0 };
    expect(wrap(trimmed.beat - trimmed.source)).toBeCloseTo(0.1, 1);
  });

  it('turns its bar to that of the source', () => {
    const { beat, source } = follow({ bar: 0.9, seconds: 20 }).at(-1) ?? { beat: 0, source: 1 };
    expect((Math.round(beat - source) + 400) % 4).toBe(0);
  });
});
