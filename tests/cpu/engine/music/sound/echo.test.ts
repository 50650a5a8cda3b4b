import { expect, it } from 'vitest';
import { Echo } from '../../../../../engine/music/sound/dsp/echo.ts';

const RATE = 48_000;
const BLOCK = 128;

/** What one sample on both sides comes back as, a second long. */
function answer(time: (block: number) => number, send = 1): readonly [Float32Array, Float32Array] {
  const echo = new Echo(RATE, 2);
  const left = new Float32Array(RATE);
  const right = new Float32Array(RATE);
  // The send swells within the first block.
  left[BLOCK] = 1;
  right[BLOCK] = 1;
  for (let at = 0; at + BLOCK <= RATE; at += BLOCK) {
    const [a, b] = [left.subarray(at, at + BLOCK), right.subarray(at, at + BLOCK)];
    echo.process(a, b, time(at / BLOCK), send);
  }
  return [left, right];
}

const loudest = (samples: Float32Array, from: number, to: number) => {
  let at = from;
  for (let i = from; i < to; i++) {
    if (Math.abs(samples[i] as number) > Math.abs(samples[at] as number)) at = i;
  }
  return at;
};

it('comes on the left after one delay, on the right after two, and so on', () => {
  const [left, right] = answer(() => 0.2);
  const delay = 0.2 * RATE;
  expect(left.subarray(0, BLOCK + delay).every((x) => Math.abs(x) < 1e-9)).toBe(true);
  const near = (at: number, times: number) =>
    expect(Math.abs(at - BLOCK - times * delay)).toBeLessThan(12);
  near(loudest(left, 0, BLOCK + 1.5 * delay), 1);
  near(loudest(right, BLOCK + 1.5 * delay, BLOCK + 2.5 * delay), 2);
  near(loudest(left, BLOCK + 2.5 * delay, BLOCK + 3.5 * delay), 3);
  // Each round is quieter.
  const peak = (samples: Float32Array, times: number) =>
    Math.abs(
      samples[
        loudest(samples, BLOCK + (times - 0.5) * delay, BLOCK + (times + 0.5) * delay)
      ] as number,
    );
  expect(peak(left, 3)).toBeLessThan(0.8 * peak(left, 1));
});

it('lets nothing in where the send is closed', () => {
  const [left, right] = answer(() => 0.2, 0);
  expect(left.some((x) => x !== 0) || right.some((x) => x !== 0)).toBe(false);
});

it('bends and does not step where the tempo changes', () => {
  const echo = new Echo(RATE, 2);
  let [last, most] = [0, 0];
  for (let block = 0; block < 600; block++) {
    const left = Float32Array.from({ length: BLOCK }, (_, i) =>
      Math.sin((2 * Math.PI * 1000 * (block * BLOCK + i)) / RATE),
    );
    const right = left.slice();
    // From 0.3 to 0.2 s within a fifth of a second.
    echo.process(left, right, 0.3 - 0.1 * Math.min(1, Math.max(0, (block - 300) / 75)), 0.5);
    for (const x of left) {
      if (block > 5) most = Math.max(most, Math.abs(x - last));
      last = x;
    }
  }
  // A sine of 1 kHz and at most 0.8 moves by a tenth a sample; bent up by half, by a half more.
  expect(most).toBeGreaterThan(0.02);
  expect(most).toBeLessThan(0.2);
});
