import { expect, it } from 'vitest';
import { createPageSet } from '../../../../../app/session/hands/page-set.ts';

it('turns each controller by itself and all of them at once', () => {
  let turns = 0;
  const pages = createPageSet(() => {
    turns += 1;
  });
  expect(pages.of('APC mini')).toBe(0);
  pages.turn('APC mini', 3);
  expect([pages.of('APC mini'), pages.of('APC mini 2')]).toEqual([3, 0]);
  expect(pages.common.value).toBeNull();
  pages.turnAll(1);
  expect(pages.common.value).toBe(1);
  expect([pages.of('APC mini'), pages.of('APC mini 2')]).toEqual([1, 1]);
  pages.turn('APC mini 2', 0);
  expect([pages.of('APC mini'), pages.of('APC mini 2')]).toEqual([1, 0]);
  expect(turns).toBe(3);
});
