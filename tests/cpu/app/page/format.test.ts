import { describe, expect, it } from 'vitest';
import {
  formatLength,
  formatSeen,
  formatValue,
  inWords,
} from '../../../../app/page/controls/format.ts';
import { choice, number, toggle } from '../../../../engine/params/declaration.ts';

describe('values on the page', () => {
  it.each([
    ['two digits for a range of one', number('a', { default: 0 }), 0.4567, '0.46'],
    ['one digit for tens', number('a', { max: 30, default: 0, unit: 'seconds' }), 4.56, '4.6 s'],
    [
      'none for whole steps',
      number('a', { max: 32, default: 0, step: 1, unit: 'beats' }),
      8,
      '8 beats',
    ],
    [
      'a true minus',
      number('a', { min: -60, max: 60, default: 0, unit: 'degrees' }),
      -4.04,
      '−4.0°',
    ],
    ['no minus before zero', number('a', { min: -1, default: 0 }), -0.001, '0.00'],
    ['more digits for a narrow range', number('a', { max: 0.05, default: 0 }), 0.0123, '0.0123'],
    ['the name of a choice', choice('a', ['normal', 'color-dodge']), 1, 'Color dodge'],
    ['the state of a switch', toggle('a'), 1, 'On'],
  ])('show %s', (_, spec, value, expected) => {
    expect(formatValue(spec, value)).toBe(expected);
  });

  it('show names of code as words', () => {
    expect(inWords('dip to black')).toBe('Dip to black');
    expect(inWords('plus-lighter')).toBe('Plus lighter');
  });

  it.each([
    [0, '0:00'],
    [67.9, '1:07'],
    [3723, '1:02:03'],
  ])('show %d seconds as %s', (seconds, expected) => {
    expect(formatLength(seconds)).toBe(expected);
  });

  it('tell what the eyes see', () => {
    const blue = Float32Array.of(0.5, 0.5, 0.5, 0.733, 0.9, 0.2, 0.34, 0.5, 0.5, 0);
    expect(formatSeen(blue)).toBe('Eyes: motion 34 %, mostly blue');
    blue[3] = 0.01;
    expect(formatSeen(blue)).toContain('mostly magenta');
    blue[4] = 0.1;
    expect(formatSeen(blue)).toContain('of no one hue');
    expect(formatSeen(null)).toContain('none');
  });
});
