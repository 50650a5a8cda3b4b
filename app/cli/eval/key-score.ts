import { fail } from '../../../engine/core/errors.ts';

/** A key: its tonic as a pitch class from C = 0, and its mode; null where there is none. */
export type Key = { readonly tonic: number; readonly mode: string } | null;

const LETTERS: Readonly<Record<string, number>> = { c: 0, d: 2, e: 4, f: 5, g: 7, a: 9, b: 11 };

/**
 * Reads `C major`, `F# min`, `Eb:minor`, `Am` or `X` for none.
 * @throws InstrumentError when the text names no key.
 */
export function parseKey(text: string): Key {
  const words = text.trim().toLowerCase();
  if (/^(x|none|no key)\b/.test(words)) return null;
  const [, letter = '', accidentals = '', rest = ''] =
    /^([a-g])([#b]*)[\s:]*(\S*)/.exec(words) ?? [];
  const tonic = LETTERS[letter];
  if (tonic === undefined) {
    fail({
      subject: 'A key',
      constraint: 'be a note and a mode',
      got: text.slice(0, 40),
      remedy: 'write it as "F# minor"',
    });
  }
  const shift = [...accidentals].reduce((sum, sign) => sum + (sign === '#' ? 1 : -1), 0);
  return { tonic: (tonic + shift + 12) % 12, mode: modeOf(rest) };
}

function modeOf(word: string): string {
  if (word === '' || word.startsWith('maj')) return 'major';
  return word === 'm' || word.startsWith('min') ? 'minor' : word;
}

/**
 * 1 for the same key, 0.5 for a fifth above, 0.3 for the relative, 0.2 for the parallel one.
 * @source MIREX audio key detection, as in mir_eval.key.weighted_score
 */
export function keyScore(reference: Key, estimated: Key): number {
  if (!reference || !estimated) return reference === estimated ? 1 : 0;
  const distance = (estimated.tonic - reference.tonic + 12) % 12;
  const sameMode = reference.mode === estimated.mode;
  if (sameMode) return distance === 0 ? 1 : distance === 7 ? 0.5 : 0;
  if (reference.mode === 'major' && distance === 9) return 0.3;
  if (reference.mode === 'minor' && distance === 3) return 0.3;
  return distance === 0 ? 0.2 : 0;
}
