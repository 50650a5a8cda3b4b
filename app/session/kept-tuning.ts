import type { TuneStore } from '../../engine/inference/tune.ts';
import type { Kept } from './hands/kept.ts';

const NAME = 'tuning';

function readChoices(kept: Kept): Record<string, string> {
  try {
    const read: unknown = JSON.parse(kept.get(NAME) ?? '{}');
    return typeof read === 'object' && read !== null ? (read as Record<string, string>) : {};
  } catch {
    // Damaged: what is lost is measured again.
    return {};
  }
}

/** Keeps in the browser which kernels are fastest on its device, so that they are measured once. */
export function createKeptTuning(kept: Kept): TuneStore {
  const choices = new Map(Object.entries(readChoices(kept)));
  return {
    get: (key) => choices.get(key),
    set(key, variant) {
      choices.set(key, variant);
      kept.set(NAME, JSON.stringify(Object.fromEntries(choices)));
    },
  };
}
