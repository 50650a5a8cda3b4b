import { describe, expect, it } from 'vitest';
import {
  bucketOf,
  distanceTable,
} from '../../../../../engine/inference/attention/distance-buckets.ts';
import { tensor } from '../../../../../engine/inference/tensor.ts';

const BOTH = { reach: 200, bidirectional: true };
const BEFORE = { reach: 200, bidirectional: false };

describe('buckets of distances', () => {
  // Of 32 buckets as in the paper's models: 8 exact ones a side, then logarithms up to 128.
  const both: [number, number][] = [
    [0, 0],
    [-1, 1],
    [1, 17],
    [-7, 7],
    [-8, 8],
    [-11, 8],
    [-12, 9],
    [-16, 10],
    [-32, 12],
    [-64, 14],
    [-127, 15],
    [-128, 15],
    [200, 31],
  ];
  it.each(both)('distance %i has bucket %i of both sides', (distance, bucket) => {
    expect(bucketOf(distance, 32, BOTH)).toBe(bucket);
  });

  const before: [number, number][] = [
    [5, 0],
    [0, 0],
    [-15, 15],
    [-16, 16],
    [-32, 21],
    [-64, 26],
    [-500, 31],
  ];
  it.each(before)(
    'distance %i has bucket %i where only what came before counts',
    (distance, bucket) => {
      expect(bucketOf(distance, 32, BEFORE)).toBe(bucket);
    },
  );

  it('become a table a head', () => {
    const bias = tensor([4, 2], [0, 10, 1, 11, 2, 12, 3, 13]);
    const table = distanceTable(bias, { reach: 2, bidirectional: true, farthest: 4 });
    expect(table.shape).toEqual([2, 5]);
    expect([...table.data]).toEqual([1, 1, 0, 3, 3, 11, 11, 10, 13, 13]);
    expect(() => distanceTable(tensor([8], new Float32Array(8)), BOTH)).toThrow('[buckets, heads]');
  });
});
