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

/** `[length / 2]` cosines and sines of `2 pi k / length`. */
function twiddles(length: number) {
  const angle = (_: number, k: number) => (2 * Math.PI * k) / length;
  const angles = Float64Array.from({ length: length / 2 }, angle);
  return { cos: angles.map(Math.cos), sin: angles.map(Math.sin) };
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
 * @source Cooley and Tukey 1965, decimation in time; even and odd samples packed as real and
 * imaginary parts, as in Press et al., "Numerical Recipes", 12.3.
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
  const { cos, sin } = twiddles(length);
  const a = new Float64Array(half); // real parts of the packed signal
  const b = new Float64Array(half); // imaginary parts
  const real = new Float64Array(half + 1);
  const imaginary = new Float64Array(half + 1);

  const butterflies = () => {
    for (let size = 2; size <= half; size *= 2) {
      const stride = length / size;
      for (let start = 0; start < half; start += size) {
        for (let k = 0, low = start; k < size / 2; k++, low++) {
          const high = low + size / 2;
          const c = cos[k * stride] as number;
          const s = sin[k * stride] as number;
          const x = a[high] as number;
          const y = b[high] as number;
          const re = x * c + y * s;
          const im = y * c - x * s;
          a[high] = (a[low] as number) - re;
          b[high] = (b[low] as number) - im;
          a[low] = (a[low] as number) + re;
          b[low] = (b[low] as number) + im;
        }
      }
    }
  };

  const unpack = () => {
    for (let k = 0; k <= half; k++) {
      const mirror = (half - k) % half;
      const here = k % half;
      const evenRe = ((a[here] as number) + (a[mirror] as number)) / 2;
      const evenIm = ((b[here] as number) - (b[mirror] as number)) / 2;
      const oddRe = ((b[here] as number) + (b[mirror] as number)) / 2;
      const oddIm = ((a[mirror] as number) - (a[here] as number)) / 2;
      const c = k === half ? -1 : (cos[k] as number);
      const s = k === half ? 0 : (sin[k] as number);
      real[k] = evenRe + oddRe * c + oddIm * s;
      imaginary[k] = evenIm + oddIm * c - oddRe * s;
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
      butterflies();
      unpack();
    },
  };
}
