const TABLE = 4096;
const table = Float32Array.from({ length: TABLE + 1 }, (_, i) =>
  Math.sin((2 * Math.PI * i) / TABLE),
);

/**
 * Sine of a phase in cycles, which must lie over -16 and under 500000, from a table of 4096 points
 * with linear interpolation (error under -130 dB).
 */
export function sine(cycles: number): number {
  const at = (cycles + 16) * TABLE;
  const whole = at | 0;
  const i = whole & (TABLE - 1);
  const from = table[i] as number;
  return from + ((table[i + 1] as number) - from) * (at - whole);
}

/**
 * A sawtooth from -1 to 1 at `phase` in cycles from 0 to 1, rounded at its step so that it aliases
 * little; `step` is the advance of the phase a sample.
 * @source Valimaki and Huovilainen 2007, "Antialiasing oscillators in subtractive synthesis":
 * PolyBLEP of second order.
 */
export function saw(phase: number, step: number): number {
  const naive = 2 * phase - 1;
  if (phase < step) {
    const t = phase / step;
    return naive - (t + t - t * t - 1);
  }
  if (phase > 1 - step) {
    const t = (phase - 1) / step;
    return naive - (t * t + t + t + 1);
  }
  return naive;
}

/** Frequency of a MIDI note number in hertz; 69 is 440. @source MIDI Tuning Standard. */
export function noteHertz(note: number): number {
  return 440 * 2 ** ((note - 69) / 12);
}

/**
 * White noise from -1 to 1, the same for the same seed.
 * @source Marsaglia 2003, "Xorshift RNGs": shifts 13, 17, 5.
 */
export class Noise {
  // In an array, since a field that outgrows a small integer would be allocated anew every time.
  readonly #state: Int32Array;

  constructor(seed: number) {
    this.#state = Int32Array.of((Math.imul(seed + 1, 0x9e3779b1) ^ 0x5bd1e995) | 1);
  }

  next(): number {
    let x = this.#state[0] as number;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state[0] = x;
    return x / 2147483648;
  }
}
