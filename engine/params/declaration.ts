import { fail } from '../core/errors.ts';
import type { Seconds } from '../core/units.ts';

/** What a parameter's number measures; shown beside it. */
export type ParamUnit =
  | 'unit'
  | 'ratio'
  | 'seconds'
  | 'hertz'
  | 'beats'
  | 'bpm'
  | 'decibels'
  | 'degrees'
  | 'pixels'
  | 'count'
  | 'stops';

/** How the control's travel maps to the range. */
export type ParamCurve = 'linear' | 'exponential';

/** How a parameter is played: turned, switched, chosen from a list, or hit. */
export type ParamKind = 'number' | 'toggle' | 'choice' | 'trigger';

/** One parameter as its unit declares it. Every value is a number; a choice is its index. */
export interface ParamSpec {
  readonly kind: ParamKind;
  readonly label: string;
  readonly unit: ParamUnit;
  readonly min: number;
  readonly max: number;
  readonly default: number;
  readonly curve: ParamCurve;
  /** Time constant with which the value follows its control. */
  readonly smoothing: Seconds;
  /** Distance between allowed values; 0 for a continuous parameter. */
  readonly step: number;
  /** Names of a choice's values, in order. */
  readonly choices: readonly string[];
  /** One line on what it does, for the page. */
  readonly about: string;
}

/** A declared parameter with its address in the session, such as `deck.a.fluid.viscosity`. */
export interface ParamDeclaration extends ParamSpec {
  readonly id: string;
}

/** A unit's parameters by name, in the order in which they are shown and packed. */
export type ParamSpecs = Readonly<Record<string, ParamSpec>>;

const base = {
  unit: 'unit',
  curve: 'linear',
  smoothing: 0.03,
  step: 0,
  choices: [] as readonly string[],
  about: '',
} as const;

/**
 * A number that is turned.
 * @throws InstrumentError when the default lies outside the range, or an exponential range
 * touches zero
 */
export function number(
  label: string,
  spec: { min?: number; max?: number; default: number } & Partial<
    Pick<ParamSpec, 'unit' | 'curve' | 'smoothing' | 'step' | 'about'>
  >,
): ParamSpec {
  const full: ParamSpec = { ...base, min: 0, max: 1, ...spec, kind: 'number', label };
  if (!(full.default >= full.min && full.default <= full.max)) {
    fail({
      subject: `The default of "${label}"`,
      constraint: `lie between ${full.min} and ${full.max}`,
      got: full.default,
      remedy: 'widen the range or move the default',
    });
  }
  if (full.curve === 'exponential' && full.min <= 0) {
    fail({
      subject: `The range of "${label}"`,
      constraint: 'start above 0 on an exponential curve',
      got: full.min,
      remedy: 'raise min or use the linear curve',
    });
  }
  return full;
}

/** A switch: 0 or 1. */
export function toggle(
  label: string,
  options: { default?: boolean; about?: string } = {},
): ParamSpec {
  return {
    ...base,
    kind: 'toggle',
    label,
    min: 0,
    max: 1,
    step: 1,
    smoothing: 0,
    default: options.default ? 1 : 0,
    about: options.about ?? '',
  };
}

/** One of several named values. */
export function choice(
  label: string,
  choices: readonly string[],
  options: { default?: string; about?: string } = {},
): ParamSpec {
  return {
    ...base,
    kind: 'choice',
    label,
    unit: 'count',
    min: 0,
    max: Math.max(0, choices.length - 1),
    step: 1,
    smoothing: 0,
    choices,
    default: Math.max(0, choices.indexOf(options.default ?? '')),
    about: options.about ?? '',
  };
}

/** An action: 1 on the frame in which it is hit, 0 otherwise. */
export function trigger(label: string, options: { about?: string } = {}): ParamSpec {
  return { ...toggle(label, options), kind: 'trigger' };
}

/** Place of a value on its control's travel, 0 to 1. */
export function toTravel(spec: ParamSpec, value: number): number {
  if (spec.max === spec.min) return 0;
  return spec.curve === 'exponential'
    ? Math.log(value / spec.min) / Math.log(spec.max / spec.min)
    : (value - spec.min) / (spec.max - spec.min);
}

/** Value at a place on its control's travel, 0 to 1; held within the range and on its steps. */
export function fromTravel(spec: ParamSpec, travel: number): number {
  const place = Math.min(1, Math.max(0, travel));
  const value =
    spec.curve === 'exponential'
      ? spec.min * (spec.max / spec.min) ** place
      : spec.min + (spec.max - spec.min) * place;
  return constrain(spec, value);
}

/** Travel from a value to the next one of a stepped parameter; 0 for a continuous one. */
export function stepTravel(spec: ParamSpec, value: number): number {
  if (spec.step <= 0 || spec.max === spec.min) return 0;
  const below = Math.min(value, spec.max - spec.step);
  return toTravel(spec, below + spec.step) - toTravel(spec, below);
}

/** The nearest value that the parameter allows; NaN becomes the default. */
export function constrain(spec: ParamSpec, value: number): number {
  if (Number.isNaN(value)) return spec.default;
  const stepped =
    spec.step > 0 ? spec.min + Math.round((value - spec.min) / spec.step) * spec.step : value;
  return Math.min(spec.max, Math.max(spec.min, stepped));
}
