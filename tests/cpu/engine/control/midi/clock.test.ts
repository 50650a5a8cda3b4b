import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMidiClockIn } from '../../../../../engine/control/midi/clock-in.ts';
import { createMidiClockOut, SEND_AHEAD } from '../../../../../engine/control/midi/clock-out.ts';
import { createQuantiser } from '../../../../../engine/control/quantiser.ts';
import type { FrameTime } from '../../../../../engine/core/frame-time.ts';
import { createRandom } from '../../../../../engine/core/random.ts';

const JITTER = 0.003;
const CLOCKS = 24;

/** Plays a clock with jitter through tempos of so many beats each; gives errors in seconds. */
function follow(seed: number, tempos: readonly (readonly [bpm: number, beats: number])[]) {
  const random = createRandom(seed);
  const clock = createMidiClockIn();
  const errors: { beat: number; phase: number; bpm: number }[] = [];
  let time = 10;
  let count = 0;
  clock.start();
  for (const [bpm, beats] of tempos) {
    const period = 60 / bpm / CLOCKS;
    for (let i = 0; i < beats * CLOCKS; i++) {
      const arrival = time + random.range(-JITTER, JITTER);
      clock.tick(arrival);
      const between = Math.max(arrival, time + random.range(0, 1) * period);
      const { beat, bpm: heard } = clock.at(between);
      const truth = (count + (between - time) / period) / CLOCKS;
      errors.push({ beat: count / CLOCKS, phase: ((beat - truth) * 60) / bpm, bpm: heard / bpm });
      time += period;
      count += 1;
    }
  }
  return { errors, clock, time };
}

const p95 = (values: readonly number[]) => {
  const sorted = values.map(Math.abs).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN;
};

describe('the clock of another machine', () => {
  it('is followed through 3 ms of jitter at 60 to 200 bpm', () => {
    const bpm = fc.integer({ min: 60, max: 200 });
    fc.assert(
      fc.property(bpm, fc.integer(), (tempo, seed) => {
        const { errors } = follow(seed, [[tempo, 24]]);
        const settled = errors.filter(({ beat }) => beat >= 4);
        return (
          p95(settled.map(({ phase }) => phase)) < JITTER &&
          p95(settled.map(({ bpm: share }) => share - 1)) < 0.015
        );
      }),
      { numRuns: 150, seed: 3 },
    );
  });

  it('follows a step of tempo within two beats', () => {
    const bpm = fc.integer({ min: 60, max: 200 });
    fc.assert(
      fc.property(bpm, bpm, fc.integer(), (from, to, seed) => {
        const { errors } = follow(seed, [
          [from, 12],
          [to, 16],
        ]);
        const after = errors.filter(({ beat }) => beat >= 14);
        return (
          p95(after.map(({ phase }) => phase)) < JITTER &&
          p95(after.map(({ bpm: share }) => share - 1)) < 0.03
        );
      }),
      { numRuns: 150, seed: 4 },
    );
  });

  it('starts at beat 0, stops, is put on a place and goes on', () => {
    const clock = createMidiClockIn();
    const run = (from: number, count: number) => {
      for (let i = 0; i < count; i++) clock.tick(from + i / 48);
      return clock.at(from + (count - 1) / 48);
    };
    expect(run(0, 24).running).toBe(false);
    clock.start();
    expect(run(0.5, 49)).toMatchObject({ running: true, confidence: 1 });
    expect(clock.at(1.5).beat).toBeCloseTo(2);
    expect(clock.at(1.5).bpm).toBeCloseTo(120);
    clock.stop();
    expect(run(1.5 + 1 / 48, 24).running).toBe(false);
    clock.seek(16);
    clock.continue();
    expect(run(2 + 1 / 48, 1).beat).toBeCloseTo(4);
    expect(clock.at(30)).toMatchObject({ running: false, confidence: 0 });
  });
});

describe('the clock that leads others', () => {
  it('stamps clocks evenly to a tenth of a millisecond, ahead of time, from a bar on', () => {
    const random = createRandom(5);
    const sent: { byte: number; at: number }[] = [];
    let now = 0;
    const out = createMidiClockOut((byte, at) => {
      sent.push({ byte, at });
      expect(at).toBeGreaterThan(now - 1e-9);
    });
    // Frames of 60 Hz whose beat is not quite where it should be, as by the pull of audio time.
    for (let i = 0; i < 1200; i++) {
      now = i / 60 + random.range(0, 0.004);
      out.frame(now, { beat: now * 2 + random.range(-0.002, 0.002), tempoBpm: 120 });
    }
    const clocks = sent.filter(({ byte }) => byte === 0xf8).map(({ at }) => at);
    expect(sent[0]?.byte).toBe(0xfa);
    expect(clocks.length).toBeGreaterThan(850);
    const intervals = clocks.slice(1).map((at, i) => at - (clocks[i] ?? 0));
    for (const interval of intervals) expect(Math.abs(interval - 1 / 48)).toBeLessThan(0.0001);
    const last = clocks.at(-1) ?? 0;
    expect(Math.abs(last * 48 - Math.round(last * 48)) / 48).toBeLessThan(0.002);
    expect(last).toBeGreaterThan(now + SEND_AHEAD - 1 / 40);
  });

  it('stops when the music jumps, and starts again on a bar', () => {
    const bytes: number[] = [];
    const out = createMidiClockOut((byte) => bytes.push(byte));
    for (let i = 0; i < 60; i++) out.frame(i / 60, { beat: i / 30, tempoBpm: 120 });
    for (let i = 60; i < 240; i++) out.frame(i / 60, { beat: i / 30 + 1.3, tempoBpm: 120 });
    expect(bytes.filter((byte) => byte !== 0xf8)).toEqual([0xfa, 0xfc, 0xfa]);
  });
});

describe('the quantiser', () => {
  const frame = (index: number, beat: number): FrameTime => ({
    index,
    seconds: index / 60,
    delta: 1 / 60,
    beat,
    beatPhase: beat % 1,
    bar: Math.floor(beat / 4),
    barPhase: (beat / 4) % 1,
    tempoBpm: 120,
  });

  it('runs every action in the frame nearest to its beat', () => {
    const wanted = fc.constantFrom(1, 4, 16);
    fc.assert(
      fc.property(wanted, fc.integer({ min: 0, max: 500 }), (beats, at) => {
        const quantiser = createQuantiser();
        let ran = -1;
        for (let i = 0; i < 1200 && ran < 0; i++) {
          const beat = i / 30;
          if (i === at)
            quantiser.at(beats, () => {
              ran = -2;
            });
          quantiser.frame(frame(i, beat));
          if (ran === -2) ran = beat;
        }
        const off = Math.abs(ran / beats - Math.round(ran / beats)) * beats;
        // A press just after the beat still means that beat.
        return off <= 1.5 / 30 + 1e-9 && ran >= at / 30 - 1 / 30 && ran - at / 30 <= beats + 1 / 30;
      }),
      { numRuns: 100, seed: 6 },
    );
  });

  it('runs what waits when the transport jumps back', () => {
    const quantiser = createQuantiser();
    const ran: string[] = [];
    quantiser.frame(frame(0, 9.5));
    quantiser.at(4, () => ran.push('bar'));
    quantiser.frame(frame(1, 0.1));
    expect(ran).toEqual(['bar']);
  });
});
