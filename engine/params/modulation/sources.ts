import type { FrameTime } from '../../core/frame-time.ts';
import { lerp, modulo, smoothingShare } from '../../core/numeric.ts';
import { choice, number, type ParamSpecs, toggle } from '../declaration.ts';
import type { ParamSnapshot } from '../param-store.ts';
import { drift, LFO_SHAPES, type LfoShape, lfo } from './shapes.ts';

/** What sources may listen to. */
export interface FollowedFeatures {
  /** Names in the order of a follower's choice. */
  readonly names: readonly string[];
  /** Value of the nth one now, 0 to 1. */
  at(index: number): number;
}

/** Something that moves parameters. */
export interface ModulationSource {
  /** Address of its own parameters below `mod.`, such as `lfo1`. */
  readonly name: string;
  readonly label: string;
  readonly params: ParamSpecs;
  /** Lowest value: -1 for what swings about the parameter's own place, else 0. */
  readonly low: -1 | 0;
  /** Makes the source; it reads its parameters by their places, and gives its value every frame. */
  create(place: (param: string) => number): SourceRun;
}

/** A source that runs: its value now, from its low to 1. */
export type SourceRun = (
  time: FrameTime,
  values: ParamSnapshot,
  features: FollowedFeatures,
) => number;

/** Sources of each kind. */
export const SOURCE_COUNTS = {
  lfo: 4,
  envelope: 2,
  follow: 4,
  steps: 2,
  walk: 2,
  macro: 8,
} as const;
const STEPS = 8;

const cycle = (beats: number) =>
  number('Cycle', {
    min: 0.125,
    max: 64,
    default: beats,
    unit: 'beats',
    curve: 'exponential',
    smoothing: 0,
    about: 'Length of one round',
  });

function lfoSource(index: number): ModulationSource {
  return {
    name: `lfo${index + 1}`,
    label: `LFO ${index + 1}`,
    low: -1,
    params: {
      shape: choice('Shape', LFO_SHAPES),
      beats: cycle(4 * 2 ** index),
      phase: number('Phase', { default: 0, about: 'Where on the beat a round begins' }),
    },
    create(place) {
      const [shape, beats, phase] = [place('shape'), place('beats'), place('phase')];
      return (time, values) => {
        const form = LFO_SHAPES[values.at(shape)] as LfoShape;
        return lfo(form, time.beat / values.at(beats) + values.at(phase), index + 1);
      };
    },
  };
}

function envelopeSource(index: number): ModulationSource {
  const time = (label: string, seconds: number) =>
    number(label, { min: 0.001, max: 10, default: seconds, unit: 'seconds', curve: 'exponential' });
  return {
    name: `envelope${index + 1}`,
    label: `Envelope ${index + 1}`,
    low: 0,
    params: {
      gate: toggle('Gate', { about: 'Held, it rises and stays; let go, it falls' }),
      attack: time('Attack', 0.02),
      decay: time('Decay', 0.3),
      sustain: number('Sustain', { default: 0.6 }),
      release: time('Release', 0.8),
    },
    create(place) {
      const at = {
        gate: place('gate'),
        attack: place('attack'),
        decay: place('decay'),
        sustain: place('sustain'),
        release: place('release'),
      };
      let level = 0;
      let isRising = false;
      let wasOpen = false;
      return ({ delta }, values) => {
        const isOpen = values.at(at.gate) > 0.5;
        if (isOpen && !wasOpen) isRising = true;
        if (!isOpen) isRising = false;
        wasOpen = isOpen;
        if (isRising) {
          level = Math.min(1, level + delta / values.at(at.attack));
          if (level >= 1) isRising = false;
          return level;
        }
        const target = isOpen ? values.at(at.sustain) : 0;
        // A third of the time each to 37 %: at the end it is near enough.
        const third = values.at(isOpen ? at.decay : at.release) / 3;
        level += (target - level) * smoothingShare(delta, third);
        return level;
      };
    },
  };
}

function followSource(index: number, features: readonly string[]): ModulationSource {
  const defaults = ['rms', 'onset-low', 'onset', 'onset-high'];
  return {
    name: `follow${index + 1}`,
    label: `Follower ${index + 1}`,
    low: 0,
    params: {
      feature: choice('Follows', features, { default: defaults[index] ?? '' }),
      gain: number('Gain', { min: 0.1, max: 10, default: 1, unit: 'ratio', curve: 'exponential' }),
      rise: number('Rise', { max: 2, default: 0.01, unit: 'seconds' }),
      fall: number('Fall', { max: 4, default: 0.2, unit: 'seconds' }),
    },
    create(place) {
      const at = {
        feature: place('feature'),
        gain: place('gain'),
        rise: place('rise'),
        fall: place('fall'),
      };
      let level = 0;
      return ({ delta }, values, heard) => {
        const value = Math.min(
          1,
          Math.max(0, heard.at(values.at(at.feature)) * values.at(at.gain)),
        );
        const way = values.at(value > level ? at.rise : at.fall);
        level += (value - level) * smoothingShare(delta, way);
        return level;
      };
    },
  };
}

function stepSource(index: number): ModulationSource {
  const steps = Array.from({ length: STEPS }, (_, i) => [
    `step${i + 1}`,
    number(`Step ${i + 1}`, { default: i % 2 === 0 ? 1 : 0, smoothing: 0 }),
  ]);
  return {
    name: `steps${index + 1}`,
    label: `Steps ${index + 1}`,
    low: 0,
    params: {
      beats: number('Step length', {
        min: 0.125,
        max: 16,
        default: index === 0 ? 1 : 0.5,
        unit: 'beats',
        curve: 'exponential',
        smoothing: 0,
      }),
      count: number('Steps', {
        min: 1,
        max: STEPS,
        default: STEPS,
        step: 1,
        unit: 'count',
        smoothing: 0,
      }),
      glide: number('Glide', { default: 0, about: 'Share of a step on the way to the next' }),
      ...Object.fromEntries(steps),
    },
    create(place) {
      const [beats, count, glide] = [place('beats'), place('count'), place('glide')];
      const at = Array.from({ length: STEPS }, (_, i) => place(`step${i + 1}`));
      return (time, values) => {
        const position = time.beat / values.at(beats);
        const length = Math.max(1, Math.round(values.at(count)));
        const now = modulo(Math.floor(position), length);
        const level = values.at(at[now] ?? 0);
        const share = values.at(glide);
        const into = position - Math.floor(position) - (1 - share);
        if (share === 0 || into <= 0) return level;
        return lerp(level, values.at(at[(now + 1) % length] ?? 0), into / share);
      };
    },
  };
}

function walkSource(index: number): ModulationSource {
  return {
    name: `walk${index + 1}`,
    label: `Walk ${index + 1}`,
    low: -1,
    params: {
      beats: cycle(index === 0 ? 4 : 16),
      unrest: number('Unrest', { default: 0.3, about: 'Small quick steps beside the large ones' }),
    },
    create(place) {
      const [beats, unrest] = [place('beats'), place('unrest')];
      const seed = 101 + index;
      return (time, values) => {
        const position = time.beat / values.at(beats);
        const share = values.at(unrest);
        const large = drift(seed, position);
        return large * (1 - share / 2) + drift(seed + 50, position * 4) * (share / 2);
      };
    },
  };
}

function macroSource(index: number): ModulationSource {
  return {
    name: `macro${index + 1}`,
    label: `Macro ${index + 1}`,
    low: 0,
    params: { value: number(`Macro ${index + 1}`, { default: 0, about: 'One knob for many' }) },
    create(place) {
      const value = place('value');
      return (_, values) => values.at(value);
    },
  };
}

/** All sources, in the order in which a route chooses them. */
export function modulationSources(features: readonly string[]): readonly ModulationSource[] {
  const row = <Made>(count: number, make: (index: number) => Made) =>
    Array.from({ length: count }, (_, i) => make(i));
  return [
    ...row(SOURCE_COUNTS.lfo, lfoSource),
    ...row(SOURCE_COUNTS.envelope, envelopeSource),
    ...row(SOURCE_COUNTS.follow, (i) => followSource(i, features)),
    ...row(SOURCE_COUNTS.steps, stepSource),
    ...row(SOURCE_COUNTS.walk, walkSource),
    ...row(SOURCE_COUNTS.macro, macroSource),
  ];
}
