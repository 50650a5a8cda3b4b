import { fail } from '../core/errors.ts';
import { floatText } from './kernel.ts';

/** Functions of one number that kernels apply on the way out. */
export const ACTIVATIONS = [
  'none',
  'relu',
  'leakyRelu',
  'elu',
  'selu',
  'celu',
  'gelu',
  'geluTanh',
  'silu',
  'sigmoid',
  'tanh',
  'softplus',
  'softsign',
  'hardSigmoid',
  'hardSwish',
  'hardTanh',
  'relu6',
  'mish',
] as const;

/** Name of an activation. */
export type ActivationName = (typeof ACTIVATIONS)[number];

/** An activation with its constants: slopes, scales, limits. */
export interface Activation {
  readonly name: ActivationName;
  /** Slope of leakyRelu, alpha of elu, selu, celu and hardSigmoid. */
  readonly alpha?: number;
  /** beta of hardSigmoid, gamma of selu. */
  readonly beta?: number;
}

/** An activation as node attributes carry it. @throws InstrumentError for an unknown name */
export function activationOf(attributes: {
  readonly activation?: string | undefined;
  readonly alpha?: number | undefined;
  readonly beta?: number | undefined;
}): Activation {
  const name = attributes.activation ?? 'none';
  if (!(ACTIVATIONS as readonly string[]).includes(name)) {
    fail({
      subject: 'The activation',
      constraint: `be one of ${ACTIVATIONS.join(', ')}`,
      got: name,
      remedy: 'use one of these, or add it to engine/inference/activations.ts',
    });
  }
  return {
    name: name as ActivationName,
    ...(attributes.alpha !== undefined && { alpha: attributes.alpha }),
    ...(attributes.beta !== undefined && { beta: attributes.beta }),
  };
}

const SELU_ALPHA = 1.6732632423543772;
const SELU_GAMMA = 1.0507009873554805;

/** Error function to 1.2e-7. @source W. J. Cody's form in Numerical Recipes, 3rd ed., 6.2 (erfc) */
export function erf(x: number): number {
  const z = Math.abs(x);
  const t = 1 / (1 + 0.5 * z);
  const series =
    -1.26551223 +
    t *
      (1.00002368 +
        t *
          (0.37409196 +
            t *
              (0.09678418 +
                t *
                  (-0.18628806 +
                    t *
                      (0.27886807 +
                        t *
                          (-1.13520398 +
                            t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))));
  const tail = t * Math.exp(-z * z + series);
  return x >= 0 ? 1 - tail : tail - 1;
}

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** An activation on the CPU. @source ONNX operator definitions of the same names */
export function activate({ name, alpha, beta }: Activation, x: number): number {
  switch (name) {
    case 'none':
      return x;
    case 'relu':
      return Math.max(x, 0);
    case 'relu6':
      return Math.min(Math.max(x, 0), 6);
    case 'leakyRelu':
      return x >= 0 ? x : (alpha ?? 0.01) * x;
    case 'elu':
      return x >= 0 ? x : (alpha ?? 1) * Math.expm1(x);
    case 'celu':
      return x >= 0 ? x : (alpha ?? 1) * Math.expm1(x / (alpha ?? 1));
    case 'selu':
      return (beta ?? SELU_GAMMA) * (x >= 0 ? x : (alpha ?? SELU_ALPHA) * Math.expm1(x));
    case 'gelu':
      return 0.5 * x * (1 + erf(x * Math.SQRT1_2));
    case 'geluTanh':
      return 0.5 * x * (1 + Math.tanh(0.7978845608028654 * (x + 0.044715 * x ** 3)));
    case 'silu':
      return x / (1 + Math.exp(-x));
    case 'sigmoid':
      return 1 / (1 + Math.exp(-x));
    case 'tanh':
      return Math.tanh(x);
    case 'softplus':
      return softplus(x);
    case 'softsign':
      return x / (1 + Math.abs(x));
    case 'hardSigmoid':
      return Math.min(Math.max((alpha ?? 0.2) * x + (beta ?? 0.5), 0), 1);
    case 'hardSwish':
      return x * Math.min(Math.max(x / 6 + 0.5, 0), 1);
    case 'hardTanh':
      return Math.min(Math.max(x, -1), 1);
    case 'mish':
      return x * Math.tanh(softplus(x));
  }
}

/** WGSL expression of an activation of `x`; `T` stands for the type (f32 or vec4f). */
function expression({ name, alpha, beta }: Activation): string {
  const a = (standard: number) => floatText(alpha ?? standard);
  const b = (standard: number) => floatText(beta ?? standard);
  switch (name) {
    case 'none':
      return 'x';
    case 'relu':
      return 'max(x, T(0.0))';
    case 'relu6':
      return 'clamp(x, T(0.0), T(6.0))';
    case 'leakyRelu':
      return `select(${a(0.01)} * x, x, x >= T(0.0))`;
    case 'elu':
      return `select(${a(1)} * (exp(min(x, T(0.0))) - 1.0), x, x >= T(0.0))`;
    case 'celu':
      return `select(${a(1)} * (exp(min(x, T(0.0)) / ${a(1)}) - 1.0), x, x >= T(0.0))`;
    case 'selu':
      return `${b(SELU_GAMMA)} * select(${a(SELU_ALPHA)} * (exp(min(x, T(0.0))) - 1.0), x, x >= T(0.0))`;
    case 'gelu':
      return '0.5 * x * (1.0 + erf(x * 0.70710678))';
    case 'geluTanh':
      return '0.5 * x * (1.0 + safeTanh(0.79788456 * (x + 0.044715 * x * x * x)))';
    case 'silu':
      return 'x / (1.0 + exp(-x))';
    case 'sigmoid':
      return '1.0 / (1.0 + exp(-x))';
    case 'tanh':
      return 'safeTanh(x)';
    case 'softplus':
      return 'softplus(x)';
    case 'softsign':
      return 'x / (1.0 + abs(x))';
    case 'hardSigmoid':
      return `clamp(${a(0.2)} * x + ${b(0.5)}, T(0.0), T(1.0))`;
    case 'hardSwish':
      return 'x * clamp(x / 6.0 + 0.5, T(0.0), T(1.0))';
    case 'hardTanh':
      return 'clamp(x, T(-1.0), T(1.0))';
    case 'mish':
      return 'x * safeTanh(softplus(x))';
  }
}

// tanh overflows to NaN for large arguments on some drivers; erf is Cody's form, as on the CPU.
const SUPPORT = `
fn safeTanh(x: T) -> T { return tanh(clamp(x, T(-15.0), T(15.0))); }
fn softplus(x: T) -> T { return max(x, T(0.0)) + log(1.0 + exp(-abs(x))); }
fn erf(x: T) -> T {
  let z = abs(x);
  let t = 1.0 / (1.0 + 0.5 * z);
  let series = -1.26551223 + t * (1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806
    + t * (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))));
  let tail = t * exp(-z * z + series);
  return select(tail - 1.0, 1.0 - tail, x >= T(0.0));
}`;

const NEEDS_SUPPORT: ReadonlySet<ActivationName> = new Set([
  'gelu',
  'geluTanh',
  'tanh',
  'softplus',
  'mish',
]);

/** WGSL of the functions that activations call: `erf`, `softplus` and a `tanh` that cannot overflow. */
export function supportFunctions(type: 'f32' | 'vec4f'): string {
  return SUPPORT.replaceAll(/\bT\b/g, type);
}

/** WGSL `fn activate(x)` of an activation, on `f32` or `vec4f`. */
export function activationFunction(activation: Activation, type: 'f32' | 'vec4f'): string {
  const body = `fn activate(x: T) -> T { return ${expression(activation)}; }`;
  const text = NEEDS_SUPPORT.has(activation.name) ? `${SUPPORT}\n${body}` : body;
  return text.replaceAll(/\bT\b/g, type);
}
