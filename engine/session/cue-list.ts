import { fail } from '../core/errors.ts';
import type { Beats } from '../core/units.ts';
import { SNAPSHOT_SLOTS } from './hand-params.ts';

/** One step of a cue list: a snapshot, and the time in which it comes. */
export interface Cue {
  /** From 1. */
  readonly slot: number;
  readonly beats: Beats;
}

/** Cues in the order in which Go takes them. */
export type CueList = readonly Cue[];

/** The most cues that a list holds. */
export const MOST_CUES = 64;

/** The cue after or before a place, round the list; places count from 1, 0 is none. */
export function nextCue(list: CueList, place: number, by: 1 | -1): number {
  if (list.length === 0) return 0;
  if (place < 1) return by > 0 ? 1 : list.length;
  return ((place - 1 + by + list.length) % list.length) + 1;
}

/** A list with a cue put elsewhere; places count from 1. */
export function moveCue(list: CueList, from: number, to: number): CueList {
  const cue = list[from - 1];
  if (!cue || to < 1 || to > list.length) return list;
  const rest = list.filter((_, i) => i !== from - 1);
  return [...rest.slice(0, to - 1), cue, ...rest.slice(to - 1)];
}

/** Reads a list out of a file. @throws InstrumentError that names the place */
export function parseCues(data: unknown, file: string): CueList {
  if (!Array.isArray(data)) return [];
  return data.slice(0, MOST_CUES).map((cue: unknown, i) => {
    const { slot, beats } = (cue ?? {}) as Partial<Record<keyof Cue, unknown>>;
    const isSlot = Number.isInteger(slot) && Number(slot) >= 1 && Number(slot) <= SNAPSHOT_SLOTS;
    if (isSlot && typeof beats === 'number' && beats >= 0) return { slot: Number(slot), beats };
    return fail({
      subject: `${file}: cues[${i}]`,
      constraint: `have a slot from 1 to ${SNAPSHOT_SLOTS} and beats from 0 on`,
      got: JSON.stringify(cue),
      remedy: 'mend it, or take it out',
    });
  });
}
