import { describe, expect, it } from 'vitest';
import { createOfflineClock, createRealtimeClock } from '../../../../engine/clock/frame-clock.ts';

describe('createOfflineClock', () => {
  it('puts frame i at exactly i / rate', () => {
    const clock = createOfflineClock({ framesPerSecond: 30 });
    for (let i = 0; i < 1000; i++) {
      const time = clock.next(120);
      expect(time.index).toBe(i);
      expect(time.seconds).toBe(i / 30);
    }
  });

  it('counts beats and bars by the tempo of each frame', () => {
    const clock = createOfflineClock({ framesPerSecond: 10 });
    for (let i = 0; i < 11; i++) clock.next(120);
    const time = clock.next(60);
    expect(time.beat).toBeCloseTo(2.1, 9);
    expect(time.beatPhase).toBeCloseTo(0.1, 9);
    expect(time.bar).toBe(0);
    clock.setBeat(9.5);
    expect(time.bar).toBe(2);
    expect(time.barPhase).toBeCloseTo(0.375, 9);
  });

  it.each([0, 0.5, 241, Number.NaN])(
    'refuses %s frames a second and says what to use',
    (framesPerSecond) => {
      expect(() => createOfflineClock({ framesPerSecond })).toThrow(/use 25, 30 or 60/);
    },
  );
});

describe('createRealtimeClock', () => {
  const simulate = (audioAt: (now: number) => number | null, seconds: number) => {
    let now = 100;
    const clock = createRealtimeClock({ audioSeconds: () => audioAt(now), now: () => now });
    const steps: number[] = [];
    const start = clock.next(120).seconds;
    let last = start;
    while (now < 100 + seconds) {
      now += 1 / 60;
      const { seconds: at } = clock.next(120);
      steps.push(at - last);
      last = at;
    }
    return { elapsed: last - start, steps };
  };

  it('follows monotonic time while there is no sound', () => {
    const { elapsed } = simulate(() => null, 10);
    expect(elapsed).toBeCloseTo(10, 1);
  });

  it('follows audio time once it runs, although that runs slow by 0.1 % and moves in blocks', () => {
    const block = 512 / 48_000;
    const audio = (now: number) => Math.floor(((now - 100) * 0.999) / block) * block;
    const { elapsed, steps } = simulate(audio, 60);
    expect(elapsed).toBeCloseTo(60 * 0.999, 1);
    expect(Math.min(...steps)).toBeGreaterThan(0.01);
    expect(Math.max(...steps)).toBeLessThan(0.025);
  });

  it('neither jumps nor stops when sound starts, stops and starts elsewhere', () => {
    const audio = (now: number) => {
      if (now < 103) return null;
      if (now < 106) return now - 103;
      if (now < 108) return null;
      return now + 5000;
    };
    const { elapsed, steps } = simulate(audio, 12);
    expect(elapsed).toBeCloseTo(12, 1);
    expect(Math.min(...steps)).toBeGreaterThan(0);
    expect(Math.max(...steps)).toBeLessThan(0.05);
  });

  it('never runs backwards and does not play through a long pause', () => {
    let now = 0;
    const clock = createRealtimeClock({ audioSeconds: () => null, now: () => now });
    clock.next(120);
    now = 60;
    expect(clock.next(120).delta).toBeLessThanOrEqual(0.1);
    now = 59;
    expect(clock.next(120).delta).toBe(0);
  });

  it('keeps the beat with the sound at seven frames a second, when session time falls behind', () => {
    let now = 0;
    const clock = createRealtimeClock({ audioSeconds: () => now, now: () => now });
    let time = clock.next(120);
    for (let frame = 1; frame <= 70; frame++) {
      now = frame / 7;
      time = clock.next(120);
      expect(clock.played).toBeCloseTo(1 / 7, 2);
    }
    expect(Math.abs(time.beat - 20)).toBeLessThan(0.2);
    expect(time.seconds).toBeLessThan(9);
  });
});
