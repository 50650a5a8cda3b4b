import { expect, it } from 'vitest';
import { unitsOf } from '../../../../../engine/inference/schedule/units.ts';

const dispatch = (reads: string[] = [], writes: string[] = []) => ({
  label: 'one',
  operations: 1,
  bytes: 1,
  reads,
  writes,
});
const spans = (...work: ReturnType<typeof dispatch>[]) =>
  unitsOf(work)
    .map(({ from, to }) => `${from}-${to}`)
    .join(' ');

it('slices by dispatch', () => {
  expect(spans(dispatch(), dispatch(), dispatch())).toBe('0-1 1-2 2-3');
});

it('keeps together what reads pictures, and what writes them', () => {
  const [read, write, plain] = [dispatch(['a']), dispatch([], ['b']), dispatch()];
  expect(spans(read, plain, read, plain, plain, write)).toBe('0-3 3-4 4-5 5-6');
  expect(spans(read, plain, write, plain, write)).toBe('0-1 1-2 2-5');
  expect(spans(read, write, read)).toBe('0-3');
  expect(spans(dispatch(['a'], ['b']))).toBe('0-1');
});
