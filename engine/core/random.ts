import type { Unit01 } from './units.ts';

/** A seeded stream of random numbers; the only randomness in the engine. */
export interface Random {
  /** The next number in [0, 1). */
  unit(): Unit01;
  /** The next number in [low, high). */
  range(low: number, high: number): number;
  /** The next whole number in [0, count). */
  index(count: number): number;
}

/**
 * A stream that depends on `seed` alone.
 * @source Chris Doty-Humphrey, "sfc32", PractRand; seeded by splitmix32.
 */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  const split = () => {
    state = (state + 0x9e3779b9) | 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) | 0;
  };
  let [a, b, c, counter] = [split(), split(), split(), 1];
  const unit = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) unit();
  return {
    unit,
    range: (low, high) => low + (high - low) * unit(),
    index: (count) => Math.floor(unit() * count),
  };
}

/**
 * The random number of a place: the same for the same seed and place, whatever was asked before.
 * @source Chris Wellons, "Prospecting for Hash Functions" (triple32)
 */
export function randomAt(seed: number, place: number): Unit01 {
  let hash = (Math.imul(seed, 0x9e3779b1) ^ (place | 0)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 17), 0xed5ad4bb);
  hash = Math.imul(hash ^ (hash >>> 11), 0xac4c1b51);
  hash = Math.imul(hash ^ (hash >>> 15), 0x31848bab);
  return ((hash ^ (hash >>> 14)) >>> 0) / 4294967296;
}
