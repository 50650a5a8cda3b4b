/**
 * How an endless encoder tells its turns in seven bits. Steps up / down by one:
 * `twos-complement` 1 / 127, `offset-64` 65 / 63, `sign-magnitude` 1 / 65, `offset-16` 17 / 15.
 */
export type RelativeEncoding = 'twos-complement' | 'offset-64' | 'sign-magnitude' | 'offset-16';

/** How a control tells its place. */
export type Encoding = 'absolute' | RelativeEncoding;

/** All encodings, for lists and checks. */
export const ENCODINGS: readonly Encoding[] = [
  'absolute',
  'twos-complement',
  'offset-64',
  'sign-magnitude',
  'offset-16',
];

/** Steps of one message of an encoder, negative to the left. @param raw seven bits */
export function relativeSteps(encoding: RelativeEncoding, raw: number): number {
  switch (encoding) {
    case 'twos-complement':
      return raw < 64 ? raw : raw - 128;
    case 'offset-64':
      return raw - 64;
    case 'sign-magnitude':
      return raw < 64 ? raw : 64 - raw;
    case 'offset-16':
      return raw - 16;
  }
}

/** Steps of a fast turn: no encoder tells more in one message. */
const MOST_STEPS = 12;
/** Messages from which a guess is made. */
const FEWEST_MESSAGES = 4;

/** Centre of each encoding, and whether a value near it can be one of its turns. */
const FORMS: readonly { readonly encoding: RelativeEncoding; fits(raw: number): boolean }[] = [
  { encoding: 'offset-64', fits: (raw) => raw !== 64 && Math.abs(raw - 64) <= MOST_STEPS },
  {
    encoding: 'twos-complement',
    fits: (raw) => (raw >= 1 && raw <= MOST_STEPS) || raw >= 128 - MOST_STEPS,
  },
  {
    encoding: 'sign-magnitude',
    fits: (raw) => (raw >= 1 && raw <= MOST_STEPS) || (raw >= 65 && raw <= 64 + MOST_STEPS),
  },
  { encoding: 'offset-16', fits: (raw) => raw !== 16 && Math.abs(raw - 16) <= 3 },
];

/**
 * Guesses from what a control sent while it was turned to both sides. A turned absolute control
 * never repeats its value in a row, and a relative one hardly ever does anything else.
 * @param raws seven bits each, in order
 * @returns null while both are possible
 */
export function guessEncoding(raws: readonly number[]): Encoding | null {
  if (raws.length < FEWEST_MESSAGES) return null;
  const fitting = FORMS.filter(({ fits }) => raws.every((raw) => raw === 0 || fits(raw)));
  const repeats = raws.filter((raw, i) => i > 0 && raw === raws[i - 1]).length;
  const steadySteps = raws.filter((raw, i) => i > 0 && Math.abs(raw - (raws[i - 1] ?? 0)) <= 4);
  const isSteady = steadySteps.length >= raws.length - 2;
  if (fitting.length === 0) return 'absolute';
  if (repeats === 0 && isSteady && new Set(raws).size === raws.length) return 'absolute';
  if (repeats < raws.length / 3) return null;
  const values = new Set(raws.filter((raw) => raw !== 0));
  // One direction alone cannot tell two's complement from sign and magnitude.
  const isOneSided = [...values].every((raw) => raw >= 1 && raw <= MOST_STEPS);
  if (isOneSided) return null;
  return fitting[0]?.encoding ?? null;
}
