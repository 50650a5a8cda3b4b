import type { Unit01 } from '../../core/units.ts';
import { number, type ParamSpecs, trigger } from '../../params/declaration.ts';
import type { ParamSnapshot } from '../../params/param-store.ts';

/** Where the hands are on the surface of riffs. */
export interface RiffControls {
  /** Which riff lies at either end of the fader. */
  readonly first: number;
  readonly second: number;
  /** Between them: 0 the first, 1 the second. */
  readonly morph: Unit01;
  /** The joystick, -1 to 1: fewer or more notes, lower or higher. */
  readonly x: number;
  readonly y: number;
  /** How far the joystick reaches. */
  readonly reach: Unit01;
}

/** The parameters of the surface of riffs. */
export const riffParams = {
  first: number('Riff A', { min: 0, max: 9999, default: 1, step: 1, unit: 'count', smoothing: 0 }),
  second: number('Riff B', { min: 0, max: 9999, default: 2, step: 1, unit: 'count', smoothing: 0 }),
  morph: number('Morph', { default: 0, smoothing: 0, about: 'From riff A to riff B' }),
  x: number('Busy', { min: -1, max: 1, default: 0, smoothing: 0, about: 'Fewer or more notes' }),
  y: number('Height', { min: -1, max: 1, default: 0, smoothing: 0, about: 'Lower or higher' }),
  reach: number('Reach', { default: 0.5, smoothing: 0, about: 'How far busy and height lead' }),
  like: trigger('More like this', { about: 'Puts two relatives of what plays at the ends' }),
} satisfies ParamSpecs;

/** Where the hands are in a frame. @throws InstrumentError when they are not declared */
export function readRiffControls(snapshot: ParamSnapshot): RiffControls {
  const value = (name: keyof typeof riffParams) => snapshot.get(`riff.${name}`);
  return {
    first: value('first'),
    second: value('second'),
    morph: value('morph'),
    x: value('x'),
    y: value('y'),
    reach: value('reach'),
  };
}

/** Hands where they are at first. */
export function defaultRiffControls(): RiffControls {
  const { first, second, morph, x, y, reach } = riffParams;
  return {
    first: first.default,
    second: second.default,
    morph: morph.default,
    x: x.default,
    y: y.default,
    reach: reach.default,
  };
}
