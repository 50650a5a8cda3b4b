import type { MusicControls } from './controls.ts';
import type { SectionName } from './form/form.ts';

/** Sections without a beat to lean on: there the chorale net may be heard. */
const CALM: ReadonlySet<SectionName> = new Set(['intro', 'break', 'outro']);

/** Whether the chorale net is to write the melody of a section, and the pad beneath it. */
export function writesChorale({ melodist }: MusicControls, section: SectionName): boolean {
  return melodist === 'chorale' || (melodist === 'section' && CALM.has(section));
}

/** Whether the theme of a section is to come from the surface of riffs. */
export function writesRiff({ melodist }: MusicControls, section: SectionName): boolean {
  return melodist === 'riff' || (melodist === 'section' && !CALM.has(section));
}
