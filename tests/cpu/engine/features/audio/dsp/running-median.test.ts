import { expect, it } from 'vitest';
import { createRandom } from '../../../../../../engine/core/random.ts';
import { createRunningMedian } from '../../../../../../engine/features/audio/dsp/running-median.ts';

/** The middle of the sorted values. */
const middle = (values: Float32Array) => Float32Array.from(values).sort()[values.length >> 1];

it.each([1, 2, 9, 66])(
  'median and deviation of the last %i values are those of the sorted',
  (length) => {
    const random = createRandom(length);
    const running = createRunningMedian(length);
    const last = new Float32Array(length);
    for (let i = 0; i < 400; i++) {
      // Whole numbers, so that many are equal, between others.
      const value = i % 3 === 0 ? Math.round(random.range(0, 4)) : random.range(0, 4);
      running.take(value);
      last[i % length] = value;
      const median = middle(last) as number;
      expect(running.median).toBe(median);
      expect(running.deviation).toBe(middle(last.map((v) => Math.abs(v - median))));
    }
  },
);
