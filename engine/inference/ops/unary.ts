import { fail } from '../../core/errors.ts';
import { supportFunctions } from '../activations.ts';
import { floats } from '../case-data.ts';
import { defineOp } from '../op.ts';
import { keepLayout, pointwiseCall, pointwiseOnCpu } from '../pointwise.ts';
import { type DType, intTensor, type TensorType, tensor } from '../tensor.ts';

/** A function: its meaning on the CPU, its WGSL of `x`, and what it takes and gives. */
interface Operator {
  readonly apply: (x: number) => number;
  readonly wgsl: string;
  /** WGSL that it calls. */
  readonly support?: string;
  /** Types that it takes; f32 alone when absent. */
  readonly takes?: readonly DType[];
  /** Type that it gives when that is not the type it takes. */
  readonly gives?: DType;
  /** Numbers that its case is run on; random ones from -2 to 2 when absent. */
  readonly domain?: readonly number[];
}

/**
 * Sine and cosine with the argument reduced to [-pi/4, pi/4] by pi/2 in three parts: WGSL's own may
 * be off by 2^-11, and by anything for large arguments.
 * @source W. J. Cody and W. Waite, Software Manual for the Elementary Functions, ch. 8;
 * polynomials of Cephes (S. L. Moshier), sinf.c
 */
const CIRCLE = `
fn sineOf(r: f32) -> f32 {
  let z = r * r;
  return r + r * z * (-1.6666654611e-1 + z * (8.3321608736e-3 - z * 1.9515295891e-4));
}
fn cosineOf(r: f32) -> f32 {
  let z = r * r;
  return 1.0 - 0.5 * z
    + z * z * (4.166664568298827e-2 + z * (-1.388731625493765e-3 + z * 2.443315711809948e-5));
}
// Sine and cosine of x.
fn circle(x: f32) -> vec2f {
  let n = round(x * 0.6366197723675814);
  let r = ((x - n * 1.5703125) - n * 4.837512969970703e-4) - n * 7.549789948768648e-8;
  let quarter = i32(n) & 3;
  let s = select(sineOf(r), cosineOf(r), (quarter & 1) == 1);
  let c = select(cosineOf(r), sineOf(r), (quarter & 1) == 1);
  return vec2f(select(s, -s, quarter >= 2), select(c, -c, quarter == 1 || quarter == 2));
}`;

/**
 * Inverse functions: WGSL's own may be off by 4096 units in the last place.
 * @source polynomials of Cephes (S. L. Moshier), asinf.c and atanf.c
 */
const ARC = `
fn arcSineSmall(x: f32) -> f32 {
  let z = x * x;
  return x + x * z * (1.6666752422e-1 + z * (7.4953002686e-2 + z * (4.5470025998e-2
    + z * (2.4181311049e-2 + z * 4.2163199048e-2))));
}
fn arcSine(x: f32) -> f32 {
  let a = abs(x);
  if (a <= 0.5) { return arcSineSmall(x); }
  return sign(x) * (1.5707963267948966 - 2.0 * arcSineSmall(sqrt(max(0.5 * (1.0 - a), 0.0))));
}
fn arcCosine(x: f32) -> f32 {
  let a = abs(x);
  if (a <= 0.5) { return 1.5707963267948966 - arcSineSmall(x); }
  let angle = 2.0 * arcSineSmall(sqrt(max(0.5 * (1.0 - a), 0.0)));
  return select(3.141592653589793 - angle, angle, x > 0.0);
}
fn arcTangent(x: f32) -> f32 {
  let a = abs(x);
  var base = 0.0;
  var t = a;
  if (a > 2.414213562373095) { base = 1.5707963267948966; t = -1.0 / a; }
  else if (a > 0.4142135623730950) { base = 0.7853981633974483; t = (a - 1.0) / (a + 1.0); }
  let z = t * t;
  return sign(x) * (base + t + t * z * (-3.33329491539e-1 + z * (1.99777106478e-1
    + z * (-1.38776856032e-1 + z * 8.05374449538e-2))));
}`;

/** @source polynomial of Cephes (S. L. Moshier), sinhf.c: below 1 the exponentials cancel */
const SINH = `
fn hyperbolicSine(x: f32) -> f32 {
  let z = x * x;
  let near = x + x * z * (1.66667160211e-1 + z * (8.33028376239e-3 + z * 2.03721912945e-4));
  return select(0.5 * (exp(x) - exp(-x)), near, abs(x) < 1.0);
}`;

/** To the nearest whole number, halves to the even one. */
function roundHalfToEven(x: number): number {
  const low = Math.floor(x);
  if (x - low !== 0.5) return Math.round(x);
  return low % 2 === 0 ? low : low + 1;
}

/**
 * The error function in double precision: the power series, and from 3 on the continued fraction.
 * @source Abramowitz and Stegun, 7.1.5 and 7.1.14
 */
function erfByDefinition(x: number): number {
  const a = Math.abs(x);
  if (a < 3) {
    let [term, sum] = [x, x];
    for (let n = 1; n < 80; n++) {
      term *= -(x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = a;
  for (let k = 60; k >= 1; k--) fraction = a + k / 2 / fraction;
  return Math.sign(x) * (1 - Math.exp(-a * a) / (Math.sqrt(Math.PI) * fraction));
}

const BOTH: readonly DType[] = ['f32', 'i32'];
const POSITIVE = [1e-3, 0.1, 0.5, 1, 2, 10, 1234.5];
const ANGLES = [-100, -3.2, -1.6, -0.8, 0, 0.5, 0.79, 2, 4, 6.3, 31, 1000.5];
const RATIOS = [-1, -0.99, -0.6, -0.5, -0.1, 0, 0.3, 0.51, 0.9, 1];
const WIDE = [-20, -3, -2.5, -1, -0.42, 0, 0.3, 0.5, 1.5, 2.5, 3.5, 7];
const SPECIAL = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -3];

const OPERATORS: Readonly<Record<string, Operator>> = {
  exp: { apply: Math.exp, wgsl: 'exp(x)' },
  log: { apply: Math.log, wgsl: 'log(x)', domain: POSITIVE },
  sqrt: { apply: Math.sqrt, wgsl: 'sqrt(x)', domain: POSITIVE },
  reciprocal: { apply: (x) => 1 / x, wgsl: '1.0 / x', domain: POSITIVE },
  abs: { apply: Math.abs, wgsl: 'abs(x)', takes: BOTH },
  neg: { apply: (x) => -x, wgsl: '-x', takes: BOTH },
  sign: { apply: Math.sign, wgsl: 'sign(x)', takes: BOTH, domain: WIDE },
  ceil: { apply: Math.ceil, wgsl: 'ceil(x)', domain: WIDE },
  floor: { apply: Math.floor, wgsl: 'floor(x)', domain: WIDE },
  round: { apply: roundHalfToEven, wgsl: 'round(x)', domain: WIDE },
  sin: { apply: Math.sin, wgsl: 'circle(x).x', support: CIRCLE, domain: ANGLES },
  cos: { apply: Math.cos, wgsl: 'circle(x).y', support: CIRCLE, domain: ANGLES },
  tan: {
    apply: Math.tan,
    wgsl: 'tangent(circle(x))',
    support: `${CIRCLE}\nfn tangent(p: vec2f) -> f32 { return p.x / p.y; }`,
    domain: [-3.2, -0.8, 0, 0.5, 0.79, 2, 4, 6.3],
  },
  asin: { apply: Math.asin, wgsl: 'arcSine(x)', support: ARC, domain: RATIOS },
  acos: { apply: Math.acos, wgsl: 'arcCosine(x)', support: ARC, domain: RATIOS },
  atan: { apply: Math.atan, wgsl: 'arcTangent(x)', support: ARC, domain: WIDE },
  sinh: { apply: Math.sinh, wgsl: 'hyperbolicSine(x)', support: SINH },
  cosh: { apply: Math.cosh, wgsl: '0.5 * (exp(x) + exp(-x))' },
  asinh: { apply: Math.asinh, wgsl: 'sign(x) * log(abs(x) + sqrt(x * x + 1.0))' },
  acosh: {
    apply: Math.acosh,
    wgsl: 'log(x + sqrt(max(x * x - 1.0, 0.0)))',
    domain: [1, 1.01, 2, 30],
  },
  atanh: {
    apply: Math.atanh,
    wgsl: '0.5 * log((1.0 + x) / (1.0 - x))',
    domain: [-0.9, -0.1, 0, 0.5, 0.95],
  },
  erf: { apply: erfByDefinition, wgsl: 'erf(x)', support: supportFunctions('f32') },
  not: { apply: (x) => Number(x === 0), wgsl: 'i32(x == 0)', takes: ['i32'] },
  // Read by their bits: WGSL may take it that no number is NaN or infinite.
  isNaN: {
    apply: (x) => Number(Number.isNaN(x)),
    wgsl: 'i32((bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u)',
    gives: 'i32',
    domain: SPECIAL,
  },
  isInf: {
    apply: (x) => Number(Math.abs(x) === Number.POSITIVE_INFINITY),
    wgsl: 'i32((bitcast<u32>(x) & 0x7fffffffu) == 0x7f800000u)',
    gives: 'i32',
    domain: SPECIAL,
  },
};

function operatorOf(name: string): Operator {
  return (
    OPERATORS[name] ??
    fail({
      subject: 'The function',
      constraint: `be one of ${Object.keys(OPERATORS).join(', ')}`,
      got: name,
      remedy: 'use one of these, or add it to engine/inference/ops/unary.ts',
    })
  );
}

function resultType(x: TensorType, name: string): TensorType {
  const { takes = ['f32'], gives } = operatorOf(name);
  if (!takes.includes(x.dtype)) {
    fail({
      subject: `The input of ${name}`,
      constraint: `be ${takes.join(' or ')}`,
      got: x.dtype,
      remedy: 'cast it',
    });
  }
  return { dtype: gives ?? x.dtype, shape: x.shape };
}

/**
 * A function of every number.
 * @source ONNX operators of the same names (Round to even, Not, IsNaN, IsInf)
 */
export default defineOp<{ operator: string }>({
  name: 'unary',
  infer: ([x], { operator }) => (x ? [resultType(x, operator)] : []),
  reference: ([x], { operator }, [type]) =>
    x && type ? [pointwiseOnCpu(x, type, operatorOf(operator).apply)] : [],
  layouts: keepLayout,
  lower(node) {
    const { wgsl, support = '' } = operatorOf(node.attributes.operator);
    const type = node.outputs[0]?.dtype === 'i32' ? 'i32' : 'f32';
    return pointwiseCall(node, `${support}\nfn apply(x: Given) -> ${type} { return ${wgsl}; }`);
  },
  cases: [
    ...Object.entries(OPERATORS).flatMap(([operator, { takes = ['f32'], domain }]) =>
      takes.map((dtype) => ({
        title: `${operator} of ${dtype}`,
        inputs: [
          dtype === 'i32'
            ? intTensor([2, 4], [0, 1, -1, 7, -300, 2, 0, 65536])
            : domain
              ? tensor([domain.length], domain)
              : floats(2, 5, 7, 3),
        ],
        attributes: { operator },
      })),
    ),
    {
      title: 'more numbers than 65,535 workgroups of one axis make',
      inputs: [floats(4_194_305)],
      attributes: { operator: 'abs' },
    },
    { title: 'a scalar', inputs: [floats()], attributes: { operator: 'exp' } },
  ],
});
