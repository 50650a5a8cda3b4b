import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../../../engine/core/random.ts';
import { createBarPointer } from '../../../../../../engine/features/audio/dsp/bar-pointer.ts';

const STEP = 1024 / 48000;

/** Activations of beats that are `period` apart, the first of each bar of `beats` a downbeat. */
function activationsAt(seconds: number, period: number, beats: number, noise: number) {
  const beat = Math.round(seconds / period);
  const near = Math.exp(-0.5 * ((seconds - beat * period) / 0.02) ** 2);
  const isDownbeat = ((beat % beats) + beats) % beats === 0;
  return [0.05 + 0.8 * near * (1 - noise), isDownbeat ? 0.7 * near : 0.05] as const;
}

/** Plays a pulse, with every beat weakened at random; calls back after each frame. */
function play(
  pointer: ReturnType<typeof createBarPointer>,
  { from, to, period, beats }: { from: number; to: number; period: number; beats: number },
  onFrame: (seconds: number) => void = () => {},
) {
  const random = createRandom(3);
  for (let t = from; t < to; t += STEP) {
    const [beat, downbeat] = activationsAt(t, period, beats, random.range(0, 0.6));
    pointer.update(beat, Math.min(beat, downbeat));
    onFrame(t);
  }
}

const offBeat = (phase: number, t: number, period: number) => {
  const distance = phase - t / period;
  return Math.abs(distance - Math.round(distance)) * period;
};

describe('the bar pointer', () => {
  it.each([
    [70, 4],
    [97.3, 3],
    [120, 4],
    [151, 2],
    [178, 3],
  ])('finds %f beats a minute in bars of %i, lengths between frames too', (bpm, beats) => {
    const pointer = createBarPointer(STEP);
    const period = 60 / bpm;
    const errors: number[] = [];
    const numbers: number[] = [];
    play(pointer, { from: 0, to: 20, period, beats }, (t) => {
      if (t < 12) return;
      errors.push(offBeat(pointer.phase, t, period));
      if (Math.abs(((t / period) % 1) - 0.5) < 0.1) {
        numbers.push(pointer.number - 1 - (Math.floor(t / period) % beats));
      }
    });
    expect(60 / (pointer.length * STEP)).toBeCloseTo(bpm, -0.7);
    expect(Math.max(...errors)).toBeLessThan(0.045);
    expect(pointer.beatsPerBar).toBe(beats);
    expect(numbers.every((off) => off === 0)).toBe(true);
    expect(pointer.confidence).toBeGreaterThan(0.5);
  });

  it('follows the music to another tempo within a few bars', () => {
    const pointer = createBarPointer(STEP);
    play(pointer, { from: 0, to: 15, period: 0.5, beats: 4 });
    play(pointer, { from: 0, to: 12, period: 0.66, beats: 4 });
    expect(pointer.length * STEP).toBeCloseTo(0.66, 1);
  });

  it('goes on in time while nothing is heard for two bars', () => {
    const pointer = createBarPointer(STEP);
    const end = 16 - (16 % STEP);
    play(pointer, { from: 0, to: end, period: 0.5, beats: 4 });
    let t = end;
    for (; t < end + 4; t += STEP) pointer.update(0.05, 0.02);
    expect(offBeat(pointer.phase, t - STEP, 0.5)).toBeLessThan(0.08);
  });

  it('begins anew after a reset', () => {
    const pointer = createBarPointer(STEP);
    play(pointer, { from: 0, to: 10, period: 0.5, beats: 4 });
    pointer.reset();
    expect(pointer.confidence).toBe(0);
    play(pointer, { from: 0, to: 10, period: 0.8, beats: 3 });
    expect(pointer.length * STEP).toBeCloseTo(0.8, 1);
    expect(pointer.beatsPerBar).toBe(3);
  });
});
