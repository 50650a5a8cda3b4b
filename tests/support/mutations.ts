/** Seeded damage to files, for fuzzing what reads them. */

import { createRandom, type Random } from '../../engine/core/random.ts';

/** A damaged copy of a file, and what was done to it. */
export interface Mutation {
  readonly kind: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

type Damage = (bytes: Uint8Array<ArrayBuffer>, random: Random) => Uint8Array<ArrayBuffer>;

const joined = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
};

/** Structure lies at the start of these files, and between their bulk: aim there half of the time. */
const placeIn = ({ length }: Uint8Array, random: Random) =>
  random.unit() < 0.5 ? random.index(Math.min(length, 300)) : random.index(length);

const DAMAGES: Readonly<Record<string, Damage>> = {
  'bit flip': (bytes, random) => {
    const copy = bytes.slice();
    const place = placeIn(copy, random);
    copy[place] = (copy[place] ?? 0) ^ (1 << random.index(8));
    return copy;
  },
  'several bytes': (bytes, random) => {
    const copy = bytes.slice();
    for (let i = random.index(6); i >= 0; i--) copy[placeIn(copy, random)] = random.index(256);
    return copy;
  },
  'extreme byte': (bytes, random) => {
    const copy = bytes.slice();
    copy[placeIn(copy, random)] = [0, 1, 0x7f, 0x80, 0xff][random.index(5)] ?? 0;
    return copy;
  },
  'a run of ones': (bytes, random) => {
    const copy = bytes.slice();
    const place = placeIn(copy, random);
    return copy.fill(0xff, place, place + 1 + random.index(12));
  },
  truncation: (bytes, random) => bytes.slice(0, placeIn(bytes, random)),
  deletion: (bytes, random) => {
    const place = placeIn(bytes, random);
    return joined(bytes.subarray(0, place), bytes.subarray(place + 1 + random.index(16)));
  },
  splice: (bytes, random) => {
    const [to, from] = [placeIn(bytes, random), placeIn(bytes, random)];
    const piece = bytes.subarray(from, from + 1 + random.index(40));
    return joined(bytes.subarray(0, to), piece, bytes.subarray(to));
  },
  overwrite: (bytes, random) => {
    const copy = bytes.slice();
    const from = placeIn(copy, random);
    const piece = bytes.subarray(from, from + 1 + random.index(40));
    copy.set(piece, Math.min(placeIn(copy, random), copy.length - piece.length));
    return copy;
  },
  'a tail': (bytes, random) =>
    joined(
      bytes,
      Uint8Array.from({ length: 1 + random.index(20) }, () => random.index(256)),
    ),
};

/** Damage number `seed` of a file; never the file itself. */
export function mutate(file: Uint8Array<ArrayBuffer>, seed: number): Mutation {
  const random = createRandom(seed);
  const kinds = Object.entries(DAMAGES);
  for (;;) {
    const [kind, damage] = kinds[random.index(kinds.length)] ?? ['none', (bytes) => bytes];
    const bytes = damage(file, random);
    const changed = bytes.length !== file.length || bytes.some((byte, i) => byte !== file[i]);
    if (changed) return { kind, bytes };
  }
}

/** Mutations in a run: a sample, or `full` where PHOSPHENE_FULL is set. */
export const fuzzRuns = (sample: number, full: number): number =>
  process.env.PHOSPHENE_FULL ? full : sample;
