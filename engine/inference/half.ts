const floats = new Float32Array(1);
const bits = new Uint32Array(floats.buffer);

/** IEEE 754 binary16 bits of a number, rounded to nearest even. @source IEEE 754-2019, 3.4, 4.3.1 */
export function toHalf(value: number): number {
  floats[0] = value;
  const word = bits[0] ?? 0;
  const sign = (word >>> 16) & 0x8000;
  const exponent = (word >>> 23) & 0xff;
  const fraction = word & 0x7fffff;
  if (exponent === 0xff) return sign | 0x7c00 | (fraction ? 0x200 : 0);
  const unbiased = exponent - 127;
  if (unbiased > 15) return sign | 0x7c00;
  if (unbiased >= -14) return sign | roundHalf(((unbiased + 15) << 23) | fraction, 13);
  if (unbiased < -25) return sign;
  return sign | roundHalf(0x800000 | fraction, -unbiased - 14 + 13);
}

/** `word` shifted right by `shift` bits, to nearest, ties to even. */
function roundHalf(word: number, shift: number): number {
  const low = word & ((1 << shift) - 1);
  const middle = 1 << (shift - 1);
  const high = word >>> shift;
  return low > middle || (low === middle && (high & 1) === 1) ? high + 1 : high;
}

/** The number behind IEEE 754 binary16 bits. */
export function fromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Many numbers as binary16. */
export function toHalfArray(values: ArrayLike<number>): Uint16Array<ArrayBuffer> {
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) halves[i] = toHalf(values[i] ?? 0);
  return halves;
}

/** Many numbers from binary16. */
export function fromHalfArray(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const values = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) values[i] = fromHalf(halves[i] ?? 0);
  return values;
}
