import { NET_FIELDS } from '../../engine/inference/picture-net.ts';
import { choice, number, type ParamSpecs, trigger } from '../../engine/params/declaration.ts';
import { beds, presets } from './beds.ts';
import { builtInStyles } from './built-in.ts';

/** Fader of the style that a dropped picture became. */
export const DROPPED = 'dropped';
const DROPPED_LABEL = 'Dropped picture';
/** Value of `preset` that is none. */
export const NO_PRESET = 'none';

/** Faders move the code at the pace of a hand, not in jumps. */
const GLIDE = 0.15;

/** What masks and regions go by. */
const FIELDS = NET_FIELDS.slice(1);

const faders: ParamSpecs = Object.fromEntries(
  builtInStyles.map(({ name, label, maker }, i) => [
    name,
    number(label, { default: i === 0 ? 1 : 0, smoothing: GLIDE, about: maker }),
  ]),
);

/** The parameters of the style net: how it is shown, its beds, and one fader a style. */
export const styleParams: ParamSpecs = {
  strength: number('Strength', { default: 1, about: 'The picture itself at 0, painted at 1' }),
  colours: number('Keep colours', {
    default: 0,
    about: 'The style’s colours at 0, the picture’s own under the style’s light at 1',
  }),
  detail: number('Detail', {
    max: 2,
    default: 1,
    unit: 'ratio',
    about: 'Fine edges of the picture under the paint',
  }),
  mask: choice('Mask', ['everywhere', ...FIELDS], { about: 'Where it is painted' }),
  level: number('Mask level', {
    default: 0.3,
    about: 'Motion, brightness, distance or place from which on the mask counts',
  }),
  learn: trigger('Learn background', {
    about: 'Takes what is seen in the next two seconds for the ground, against which figures stand',
  }),
  regions: choice('Second style', ['nowhere', ...FIELDS], {
    about: 'Where the second style is, in the same picture and at no cost',
  }),
  second: choice('Second is', [...builtInStyles.map(({ label }) => label), DROPPED_LABEL], {
    default: 'Neon',
    about: 'The second style; a change glides',
  }),
  split: number('Split', {
    default: 0.5,
    about: 'Motion, brightness, distance or place from which on the second style is',
  }),
  soft: number('Split edge', {
    max: 0.5,
    default: 0.08,
    about: 'From a hard edge between the styles to a long blend',
  }),
  breath: number('Breath', {
    default: 0.15,
    about: 'How much of the strength waits for the onsets of the sound',
  }),
  preset: choice('Preset', [NO_PRESET, ...presets.map(({ label }) => label)], {
    about: 'Moves the faders to a blend',
  }),
  bedShare: number('Bed', {
    default: 0,
    smoothing: GLIDE,
    about: 'The faders at 0, a walk through the styles of a bed at 1',
  }),
  bed: choice(
    'Bed of',
    beds.map(({ label }) => label),
    { about: 'Styles through which the bed walks' },
  ),
  bedBars: number('Bars a style', {
    min: 1,
    max: 16,
    default: 2,
    step: 1,
    unit: 'count',
    smoothing: 0,
    about: 'Bars until the bed reaches its next style',
  }),
  ...faders,
  [DROPPED]: number(DROPPED_LABEL, {
    default: 0,
    smoothing: GLIDE,
    about: 'The style of the picture that was dropped on the page',
  }),
};
