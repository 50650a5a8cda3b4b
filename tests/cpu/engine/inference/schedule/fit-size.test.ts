import { expect, it } from 'vitest';
import { SizeFit } from '../../../../../engine/inference/schedule/fit-size.ts';

/** Work of each size; a pass takes so many frames at a speed. */
const WORK = [1, 2, 4, 8, 16];

/** Plays passes at a speed; what changed, in order. */
function play(fit: SizeFit, speed: number, passes: number): number[] {
  const places: number[] = [];
  for (let pass = 0; pass < passes; pass++) {
    const work = WORK[fit.place] ?? Number.NaN;
    const next = WORK[fit.place + 1] ?? Number.POSITIVE_INFINITY;
    if (fit.observe(work / speed, next / work)) places.push(fit.place);
  }
  return places;
}

it('shrinks to what the device has time for, and stays there', () => {
  const fit = new SizeFit(WORK.length, 4);
  expect(play(fit, 1, 500)).toEqual([3, 2]);
  expect(play(fit, 1, 5000)).toEqual([]);
});

it('grows when there is room for all of the next size', () => {
  const fit = new SizeFit(WORK.length, 0);
  expect(play(fit, 3, 2000)).toEqual([1, 2]);
});

it('never goes back and forth, whatever the speed', () => {
  for (let speed = 0.05; speed < 40; speed *= 1.13) {
    for (let start = 0; start < WORK.length; start++) {
      const fit = new SizeFit(WORK.length, start);
      play(fit, speed, 1000);
      expect(play(fit, speed, 3000)).toEqual([]);
    }
  }
});

it('holds through a moment in which all comes late', () => {
  const fit = new SizeFit(WORK.length, 2);
  play(fit, 1.5, 200);
  expect(play(fit, 0.1, 8)).toEqual([]);
});

it('has nowhere to go below the least', () => {
  const fit = new SizeFit(1, 0);
  expect(play(fit, 0.001, 500)).toEqual([]);
});
