import type { Key } from '../eval/key-score.ts';

/** Names of the pitch classes from C. */
const NOTES = ['C', 'Db', 'D', 'Eb', 'E', 'F', 'F#', 'G', 'Ab', 'A', 'Bb', 'B'] as const;

/** A key or a chord as the features give it: `[tonic 1..12 or 0, 0 major 1 minor]`. */
export function keyOf(tonic: number, minor: number): Key {
  return tonic === 0 ? null : { tonic: tonic - 1, mode: minor > 0.5 ? 'minor' : 'major' };
}

/** `F# minor`, or `none`. */
export function keyName(key: Key): string {
  return key === null ? 'none' : `${NOTES[key.tonic]} ${key.mode}`;
}

/** `F#:min` as in Harte's syntax, or `N`. @source Harte et al. 2005 */
export function chordName(chord: Key): string {
  return chord === null ? 'N' : `${NOTES[chord.tonic]}:${chord.mode === 'minor' ? 'min' : 'maj'}`;
}
