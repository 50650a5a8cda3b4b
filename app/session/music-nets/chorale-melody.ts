import type { BarPlan } from '../../../engine/music/bar-plan.ts';
import type { MelodyNet } from '../../../engine/music/composer.ts';
import type { GridNote } from '../../../engine/music/note.ts';
import { isStrong } from '../../../engine/music/parts/mask.ts';
import type { BarWriter, VoiceNote, WrittenVoices } from '../../../models/music/bar-writer.ts';
import { wishOf } from '../../../models/music/plan-wish.ts';

/** Bars that are kept for a composer that has not come for them. */
const KEPT = 4;
const MELODY = { strong: 0.8, weak: 0.66 };
const VOICES = { strong: 0.45, weak: 0.4 };
/** Share of its length that a note sounds. */
const SOUNDS = 0.95;

/**
 * A melody net upon a writer of chorales: its soprano is the melody, and what is beneath are the
 * voices. Bars come when the writer has them: at once, or later.
 * @param onFailure told why a bar did not come; the composer plays on without it
 */
export function createChoraleMelody(
  writer: BarWriter,
  onFailure: (reason: unknown) => void,
): MelodyNet {
  const bars = new Map<number, WrittenVoices>();
  let before: BarPlan | undefined;
  const keep = (index: number, voices: WrittenVoices) => {
    bars.set(index, voices);
    for (const old of bars.keys()) if (old <= index - KEPT) bars.delete(old);
  };
  return {
    request(plan) {
      const written = writer.write(wishOf(plan, before));
      before = plan;
      if (!(written instanceof Promise)) return keep(plan.index, written);
      written.then((voices) => keep(plan.index, voices), onFailure);
    },
    take: (index) => notesOf(bars.get(index)?.slice(0, 1), MELODY),
    takeVoices: (index) => notesOf(bars.get(index)?.slice(1), VOICES),
  };
}

function notesOf(
  voices: readonly (readonly VoiceNote[])[] | undefined,
  { strong, weak }: { readonly strong: number; readonly weak: number },
): readonly GridNote[] | null {
  if (!voices) return null;
  return voices.flat().map(({ step, length, pitch }) => ({
    step,
    length: length * SOUNDS,
    pitch,
    velocity: isStrong(step) ? strong : weak,
  }));
}
