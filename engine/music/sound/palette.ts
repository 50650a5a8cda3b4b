import { fail } from '../../core/errors.ts';
import type { PartName } from '../note.ts';
import type { InstrumentDefinition } from './instrument.ts';
import type { DrumKit } from './kit.ts';
import { instruments, kits } from './registry.ts';

/** Parts that an instrument plays; drums have a kit. */
export type TonalPart = Exclude<PartName, 'drums'>;

/** What a style is played on, by the names of its kit and its instruments. */
export type Palette = Readonly<Record<TonalPart, string>> & { readonly kit: string };

function palette(kit: string, names: string): Palette {
  const [bass = '', chords = '', pad = '', arpeggio = '', melody = ''] = names.split(' ');
  return { kit, bass, chords, pad, arpeggio, melody };
}

const STANDARD = palette('club', 'fm-bass electric-piano warm-pad trance-pluck square-lead');

/** Kit, then bass, chords, pad, arpeggio and melody of each genre. */
const PALETTES: Readonly<Record<string, Palette>> = {
  house: palette('club', 'fm-bass house-stab warm-pad marimba electric-piano'),
  techno: palette('warehouse', 'acid-bass house-stab wind bell square-lead'),
  trance: palette('club', 'reese-bass supersaw glass-pad trance-pluck square-lead'),
  breakbeat: palette('studio', 'reese-bass organ warm-pad trance-pluck square-lead'),
  'drum and bass': palette('club', 'reese-bass electric-piano glass-pad bell breath-flute'),
  garage: palette('club', 'sub-bass organ warm-pad bell vibraphone'),
  'hip hop': palette('dusty', 'sub-bass electric-piano warm-pad plucked-string vibraphone'),
  trap: palette('analog', 'sub-bass bell choir marimba breath-flute'),
  dub: palette('dusty', 'sub-bass organ warm-pad plucked-string breath-flute'),
  funk: palette('studio', 'fm-bass organ warm-pad plucked-string square-lead'),
  disco: palette('studio', 'fm-bass electric-piano choir trance-pluck square-lead'),
  electro: palette('analog', 'acid-bass supersaw glass-pad trance-pluck square-lead'),
  afrobeat: palette('studio', 'fm-bass organ choir marimba breath-flute'),
  jazz: palette('studio', 'sub-bass electric-piano choir plucked-string vibraphone'),
  downtempo: palette('dusty', 'sub-bass electric-piano glass-pad marimba vibraphone'),
  ambient: palette('glass', 'sub-bass vibraphone choir bell breath-flute'),
};

/** Genres that have a palette of their own. */
export const PALETTE_GENRES: readonly string[] = Object.keys(PALETTES);

/** What a genre is played on. */
export function paletteOf(genre: string): Palette {
  return PALETTES[genre] ?? STANDARD;
}

function named<U extends { readonly name: string }>(
  all: readonly U[],
  name: string,
  kind: string,
): U {
  const unit = all.find((one) => one.name === name);
  if (unit) return unit;
  return fail({
    subject: kind,
    constraint: `be one of ${all.map((one) => one.name).join(', ')}`,
    got: name,
    remedy: 'choose one of them',
  });
}

/** An instrument by name. @throws InstrumentError for an unknown one */
export function instrumentNamed(name: string): InstrumentDefinition {
  return named(instruments, name, 'An instrument');
}

/** A kit by name. @throws InstrumentError for an unknown one */
export function kitNamed(name: string): DrumKit {
  return named(kits, name, 'A drum kit');
}
