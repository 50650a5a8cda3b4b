import {
  endMusic,
  HEARD_PARTS,
  type MusicLevels,
  NOTES_FORESEEN,
  SECTION_NAMES,
} from '../core/music-levels.ts';
import type { Beats } from '../core/units.ts';
import type { ComposedBar } from './composer.ts';
import { BEATS_PER_BAR } from './note.ts';

/** Beats in which the light of a note falls to a third. */
const GLOW: Beats = 0.35;

/** Tells scenes what the music does at a beat and is about to do. Allocates nothing. */
export function foresee(bars: readonly ComposedBar[], beat: Beats, into: MusicLevels): void {
  const index = Math.floor(beat / BEATS_PER_BAR);
  const now = barOf(bars, index);
  if (!now) {
    endMusic(into);
    return;
  }
  const phase = beat / BEATS_PER_BAR - index;
  into.plays = 1;
  into.section = SECTION_NAMES.indexOf(now.section);
  into.barInPhrase = now.barInPhrase;
  into.tension = now.tension;
  into.leads = now.leads ? phase : 0;
  into.chordRoot = now.chord.root / 12;
  into.nextChordRoot = (barOf(bars, index + 1) ?? now).chord.root / 12;
  into.dropIn = beatsToDrop(bars, now, beat);
  tellNotes(bars, beat, into);
}

function barOf(bars: readonly ComposedBar[], index: number): ComposedBar | undefined {
  for (let i = bars.length - 1; i >= 0; i--) if (bars[i]?.index === index) return bars[i];
  return undefined;
}

function beatsToDrop(bars: readonly ComposedBar[], now: ComposedBar, beat: Beats): Beats {
  let before = now.section;
  for (let index = now.index + 1; ; index++) {
    const bar = barOf(bars, index);
    if (!bar) return -1;
    if (bar.section === 'drop' && before !== 'drop') return bar.startBeat - beat;
    before = bar.section;
  }
}

function tellNotes(bars: readonly ComposedBar[], beat: Beats, { noteOn, nextNote }: MusicLevels) {
  noteOn.fill(0);
  nextNote.fill(NOTES_FORESEEN);
  for (let i = 0; i < bars.length; i++) {
    const bar = bars[i] as ComposedBar;
    if (bar.startBeat > beat + NOTES_FORESEEN || bar.startBeat + 2 * BEATS_PER_BAR < beat) continue;
    for (let k = 0; k < bar.notes.length; k++) {
      const note = bar.notes[k];
      if (!note) continue;
      const part = HEARD_PARTS.indexOf(note.part);
      const gone = beat - note.beat;
      if (gone < 0) nextNote[part] = Math.min(nextNote[part] as number, -gone);
      else noteOn[part] = Math.max(noteOn[part] as number, note.velocity * Math.exp(-gone / GLOW));
    }
  }
}
