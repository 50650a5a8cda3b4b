import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AudioBlock } from '../../../../engine/output/audio-tap-block.ts';
import { createProgrammeSound } from '../../../../engine/output/programme-sound.ts';

const RATE = 1000;

/** A sound of 1000 Hz whose samples are the context's own count, from 1. */
function sound() {
  const left: number[] = [];
  const programme = createProgrammeSound(RATE, (samples) => left.push(...samples));
  const block = (frame: number, frames: number): AudioBlock => {
    const samples = Float32Array.from({ length: frames }, (_, i) => frame + i + 1);
    return { frame, frames, left: samples, right: samples };
  };
  return { programme, left, block };
}

describe('the sound of a recording', () => {
  it('begins with the sample that sounds at its first frame', () => {
    const { programme, left, block } = sound();
    programme.follow(0, 5.05);
    programme.add(block(5000, 100));
    programme.add(block(5100, 100));
    expect(left.slice(0, 2)).toEqual([5051, 5052]);
    expect(left).toHaveLength(150);
    expect(programme.gaps).toBe(0);
  });

  it('waits in silence for sound that begins later, without calling that a gap', () => {
    const { programme, left, block } = sound();
    programme.follow(0, 0);
    programme.add(block(10, 50));
    expect(left.slice(0, 12)).toEqual([...new Array(10).fill(0), 11, 12]);
    expect(programme.gaps).toBe(0);
  });

  it('puts silence where blocks are missing, and counts it once', () => {
    const { programme, left, block } = sound();
    programme.follow(0, 0);
    programme.add(block(0, 100));
    programme.add(block(250, 100));
    expect(left.slice(100, 250)).toEqual(new Array(150).fill(0));
    expect(left[250]).toBe(251);
    expect(programme.gaps).toBe(1);
  });

  it('takes no notice of the unevenness of two clocks', () => {
    const { programme, left, block } = sound();
    for (let i = 0; i < 10; i++) {
      programme.follow(i * 0.1 + (i % 3) * 0.004, i * 0.1);
      programme.add(block(i * 100, 100));
    }
    expect(left).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
    expect(programme.gaps).toBe(0);
  });

  it('goes on silently while the context stands still, and joins on when it runs again', () => {
    const { programme, left, block } = sound();
    programme.follow(0, 0);
    programme.add(block(0, 1000));
    for (let position = 1; position <= 3; position += 0.1) programme.pad(position);
    // It stood still for two seconds of the recording.
    programme.follow(3, 1);
    programme.add(block(1000, 100));
    expect(programme.gaps).toBe(1);
    expect(left.indexOf(1001)).toBeGreaterThanOrEqual(2990);
    expect(left.indexOf(1001)).toBeLessThanOrEqual(3000);
  });

  it('gives up sound that does not come, and leaves out what comes too late', () => {
    const { programme, left, block } = sound();
    for (let position = 0; position <= 3; position += 0.1) programme.follow(position, position);
    expect(programme.frames).toBeGreaterThan(1500);
    const silent = programme.frames;
    programme.add(block(0, 4000));
    expect(left.length).toBe(4000);
    expect(left[silent]).toBe(silent + 1);
    expect(programme.gaps).toBe(1);
  });

  it('ends with its last frame, to the sample', () => {
    const { programme, left, block } = sound();
    programme.follow(0, 0);
    programme.add(block(0, 400));
    programme.limit(0.5);
    programme.add(block(400, 400));
    programme.close();
    expect(left).toHaveLength(500);
    expect(left.at(-1)).toBe(500);
  });

  it('is filled up when its last block never came', () => {
    const { programme, left, block } = sound();
    programme.follow(0, 0);
    programme.add(block(0, 400));
    programme.limit(0.5);
    programme.close();
    expect(left.slice(400)).toEqual(new Array(100).fill(0));
    expect(programme.gaps).toBe(0);
  });

  it('puts every sample in its place or leaves it out, whatever is lost on the way', () => {
    const lost = fc.array(fc.boolean(), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(lost, fc.integer({ min: 1, max: 200 }), (losses, length) => {
        const { programme, left, block } = sound();
        programme.follow(0, 0);
        losses.forEach((isLost, i) => {
          if (!isLost) programme.add(block(i * length, length));
        });
        const tolerance = 0.02 * RATE;
        left.forEach((sample, i) => {
          if (sample > 0) expect(Math.abs(sample - 1 - i)).toBeLessThanOrEqual(tolerance);
        });
        expect(programme.frames).toBe(left.length);
      }),
    );
  });
});
