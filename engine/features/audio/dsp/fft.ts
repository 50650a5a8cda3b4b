import { fail } from '../../../core/errors.ts';

/** A forward transform of real samples that allocates nothing when it runs. */
export interface RealFft {
  readonly length: number;
  /** Real parts of bins 0 to length / 2 of the last transform. */
  readonly real: Float64Array;
  /** Imaginary parts of the same bins. */
  readonly imaginary: Float64Array;
  /** Transforms `length` samples. */
  transform(samples: ArrayLike<number>): void;
}

/** `[count]` cosines and sines of `2 pi k / length`. */
function rotations(count: number, length: number) {
  const angles = Float64Array.from({ length: count }, (_, k) => (2 * Math.PI * k) / length);
  return { cos: angles.map(Math.cos), sin: angles.map(Math.sin) };
}

/** Factors of the stages that join four transforms of `quarter` samples, quarter by quarter. */
function stagesOf(half: number): { quarter: number; factors: Float64Array }[] {
  const stages = [];
  const first = Math.log2(half) % 2 === 0 ? 1 : 2;
  for (let quarter = first; quarter < half; quarter *= 4) {
    const factors = new Float64Array(6 * quarter); // cosine and sine of one, two and three turns
    for (let k = 0; k < quarter; k++) {
      for (let turns = 1; turns <= 3; turns++) {
        const angle = (2 * Math.PI * k * turns) / (4 * quarter);
        factors.set([Math.cos(angle), Math.sin(angle)], 6 * k + 2 * (turns - 1));
      }
    }
    stages.push({ quarter, factors });
  }
  return stages;
}

/** Where each of `count` samples goes when the bits of its index are turned round. */
function bitReversal(count: number): Uint32Array {
  const order = new Uint32Array(count);
  for (let i = 1; i < count; i++) {
    order[i] = ((order[i >> 1] ?? 0) >> 1) | (i & 1 ? count >> 1 : 0);
  }
  return order;
}

/**
 * A real transform of `length` samples by a complex one of half the length.
 * @throws InstrumentError unless `length` is a power of two of 8 or more.
 * @source Cooley and Tukey 1965, decimation in time, by fours: two stages in one pass over the
 * samples; even and odd samples packed as real and imaginary parts, as in Press et al., "Numerical
 * Recipes", 12.3.
 */
export function createRealFft(length: number): RealFft {
  if (length < 8 || !Number.isInteger(Math.log2(length))) {
    fail({
      subject: 'The FFT length',
      constraint: 'be a power of two of 8 or more',
      got: length,
      remedy: 'use 2048',
    });
  }
  const half = length / 2;
  const order = bitReversal(half);
  const stages = stagesOf(half);
  const { cos, sin } = rotations(half / 2 + 1, length);
  const a = new Float64Array(half); // real parts of the packed signal
  const b = new Float64Array(half); // imaginary parts
  const real = new Float64Array(half + 1);
  const imaginary = new Float64Array(half + 1);

  const unpack = () => {
    real[0] = (a[0] as number) + (b[0] as number);
    real[half] = (a[0] as number) - (b[0] as number);
    for (let k = 1; k <= half / 2; k++) {
      const mirror = half - k;
      const evenRe = ((a[k] as number) + (a[mirror] as number)) / 2;
      const evenIm = ((b[k] as number) - (b[mirror] as number)) / 2;
      const oddRe = ((b[k] as number) + (b[mirror] as number)) / 2;
      const oddIm = ((a[mirror] as number) - (a[k] as number)) / 2;
      const c = cos[k] as number;
      const s = sin[k] as number;
      const re = oddRe * c + oddIm * s;
      const im = oddIm * c - oddRe * s;
      real[k] = evenRe + re;
      imaginary[k] = evenIm + im;
      real[mirror] = evenRe - re;
      imaginary[mirror] = im - evenIm;
    }
  };

  return {
    length,
    real,
    imaginary,
    transform(samples) {
      for (let i = 0; i < half; i++) {
        const to = order[i] as number;
        a[to] = samples[2 * i] as number;
        b[to] = samples[2 * i + 1] as number;
      }
      if (stages[0]?.quarter === 2) joinPairs(a, b);
      for (let i = 0; i < stages.length; i++) {
        const { quarter, factors } = stages[i] as (typeof stages)[number];
        joinFours(a, b, quarter, factors);
      }
      unpack();
    },
  };
}

/** Makes transforms of two samples out of each pair. */
function joinPairs(a: Float64Array, b: Float64Array): void {
  for (let low = 0; low < a.length; low += 2) {
    const x = a[low + 1] as number;
    const y = b[low + 1] as number;
    a[low + 1] = (a[low] as number) - x;
    b[low + 1] = (b[low] as number) - y;
    a[low] = (a[low] as number) + x;
    b[low] = (b[low] as number) + y;
  }
}

/** Makes one transform out of every four of `quarter` samples that lie in a row. */
function joinFours(a: Float64Array, b: Float64Array, quarter: number, factors: Float64Array): void {
  for (let k = 0; k < quarter; k++) {
    const c1 = factors[6 * k] as number;
    const s1 = factors[6 * k + 1] as number;
    const c2 = factors[6 * k + 2] as number;
    const s2 = factors[6 * k + 3] as number;
    const c3 = factors[6 * k + 4] as number;
    const s3 = factors[6 * k + 5] as number;
    for (let first = k; first < a.length; first += 4 * quarter) {
      const second = first + quarter;
      const third = second + quarter;
      const fourth = third + quarter;
      // In the order of turned bits the second quarter holds samples 2, 6, ..., the third 1, 5, ...
      let x = a[second] as number;
      let y = b[second] as number;
      const twoRe = x * c2 + y * s2;
      const twoIm = y * c2 - x * s2;
      x = a[third] as number;
      y = b[third] as number;
      const oneRe = x * c1 + y * s1;
      const oneIm = y * c1 - x * s1;
      x = a[fourth] as number;
      y = b[fourth] as number;
      const threeRe = x * c3 + y * s3;
      const threeIm = y * c3 - x * s3;
      x = a[first] as number;
      y = b[first] as number;
      const evenRe = x + twoRe;
      const evenIm = y + twoIm;
      const turnedRe = x - twoRe;
      const turnedIm = y - twoIm;
      const oddRe = oneRe + threeRe;
      const oddIm = oneIm + threeIm;
      const crossRe = oneIm - threeIm; // times -i
      const crossIm = threeRe - oneRe;
      a[first] = evenRe + oddRe;
      b[first] = evenIm + oddIm;
      a[second] = turnedRe + crossRe;
      b[second] = turnedIm + crossIm;
      a[third] = evenRe - oddRe;
      b[third] = evenIm - oddIm;
      a[fourth] = turnedRe - crossRe;
      b[fourth] = turnedIm - crossIm;
    }
  }
}
