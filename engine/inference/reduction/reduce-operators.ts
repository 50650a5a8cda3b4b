import { fail } from '../../core/errors.ts';

/** How numbers are reduced: the meaning of a list of them, and WGSL on a running state. */
export interface ReduceOperator {
  readonly apply: (values: readonly number[]) => number;
  /** State `s` before anything was taken; `x` is the first number, which is taken afterwards. */
  readonly start: string;
  /** State after `s` has taken the number `x`. */
  readonly take: string;
  /** State of `a` and `b` together. */
  readonly merge: string;
  /** The result of state `s`; COUNT is the number of numbers. */
  readonly finish: string;
  /** Whether whole numbers can be reduced by it. */
  readonly whole?: boolean;
  /** Whether the state is two numbers. */
  readonly pair?: boolean;
}

const sumOf = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0);
const SUM = { start: 'State(0)', take: 's + x', merge: 'a + b', finish: 's' } as const;

/**
 * Operators of reductions by name.
 * @source ONNX operators ReduceSum, ReduceMean, ReduceMax, ReduceMin, ReduceProd, ReduceSumSquare,
 * ReduceL1, ReduceL2, ReduceLogSum, ReduceLogSumExp (18)
 */
export const REDUCE_OPERATORS: Readonly<Record<string, ReduceOperator>> = {
  sum: { ...SUM, apply: sumOf, whole: true },
  mean: {
    ...SUM,
    apply: (values) => sumOf(values) / values.length,
    finish: 's / f32(COUNT)',
  },
  max: {
    apply: (values) => values.reduce((a, b) => Math.max(a, b)),
    start: 'x',
    take: 'max(s, x)',
    merge: 'max(a, b)',
    finish: 's',
    whole: true,
  },
  min: {
    apply: (values) => values.reduce((a, b) => Math.min(a, b)),
    start: 'x',
    take: 'min(s, x)',
    merge: 'min(a, b)',
    finish: 's',
    whole: true,
  },
  prod: {
    apply: (values) => values.reduce((a, b) => a * b, 1),
    start: 'State(1)',
    take: 's * x',
    merge: 'a * b',
    finish: 's',
    whole: true,
  },
  sumSquare: {
    ...SUM,
    apply: (values) => sumOf(values.map((x) => x * x)),
    take: 's + x * x',
    whole: true,
  },
  l1: { ...SUM, apply: (values) => sumOf(values.map(Math.abs)), take: 's + abs(x)', whole: true },
  l2: { ...SUM, apply: (values) => Math.hypot(...values), take: 's + x * x', finish: 'sqrt(s)' },
  logSum: { ...SUM, apply: (values) => Math.log(sumOf(values)), finish: 'log(s)' },
  // The state is the largest number so far, and the sum of exponentials relative to it.
  logSumExp: {
    apply: (values) => Math.log(sumOf(values.map(Math.exp))),
    start: 'State(x, 0.0)',
    take: 'merge(s, State(x, 1.0))',
    merge: 'State(max(a.x, b.x), a.y * exp(min(a.x - b.x, 0.0)) + b.y * exp(min(b.x - a.x, 0.0)))',
    finish: 's.x + log(s.y)',
    pair: true,
  },
};

/** The operator of a name. @throws InstrumentError when there is none */
export function reduceOperatorOf(name: string): ReduceOperator {
  return (
    REDUCE_OPERATORS[name] ??
    fail({
      subject: 'The operator of a reduction',
      constraint: `be one of ${Object.keys(REDUCE_OPERATORS).join(', ')}`,
      got: name,
      remedy: 'use one of these, or add it to engine/inference/reduction/reduce-operators.ts',
    })
  );
}
