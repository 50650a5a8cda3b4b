import type { Unit01 } from '../../core/units.ts';
import { choice, number, type ParamSpecs } from '../../params/declaration.ts';
import type { ParamSnapshot, ParamStore } from '../../params/param-store.ts';
import { GENRE_NAMES } from '../groove/genres.ts';
import { PART_NAMES, type PartName } from '../note.ts';
import { paletteOf, type TonalPart } from './palette.ts';
import { instruments, kits } from './registry.ts';

/** The value of a choice that leaves it to the genre. */
export const BY_GENRE = 'by genre';

const instrumentNames = [BY_GENRE, ...instruments.map(({ name }) => name)];
const kitNames = [BY_GENRE, ...kits.map(({ name }) => name)];

/** How the music is mixed, beside what each part has. */
export const mixParams = {
  reverb: number('Reverb', { default: 0.5, about: 'How much room is around the parts' }),
  delay: number('Delay', { default: 0.4, about: 'Echoes of arpeggio and melody, in time' }),
  sidechain: number('Sidechain', { default: 0.55, about: 'How far the kick makes room' }),
} satisfies ParamSpecs;

/** Parts that sound; one that is not is turned down at once, without waiting for a bar line. */
export interface PartMix {
  readonly level: Unit01;
  readonly isHeard: boolean;
}

/** How the music is to sound now. */
export interface SoundControls {
  readonly kit: string;
  readonly instruments: Readonly<Record<TonalPart, string>>;
  readonly parts: Readonly<Record<PartName, PartMix>>;
  readonly reverb: Unit01;
  readonly delay: Unit01;
  readonly sidechain: Unit01;
}

/** The parts that an instrument plays. */
export const TONAL_PARTS = PART_NAMES.filter((part): part is TonalPart => part !== 'drums');

/** Declares `music.mix.…`, `music.drums.kit` and `music.<part>.instrument`. */
export function declareSoundParams(store: ParamStore): void {
  store.declare('music.mix', mixParams);
  store.declare('music.drums', { kit: choice('Kit', kitNames, { about: 'The drum kit' }) });
  for (const part of TONAL_PARTS) {
    store.declare(`music.${part}`, { instrument: choice('Instrument', instrumentNames) });
  }
}

/** Reads where the faders of the sound stand; `music.…` must be declared as well. */
export function createSoundReader(store: ParamStore): (values: ParamSnapshot) => SoundControls {
  const at = (id: string) => store.indexOf(`music.${id}`);
  const [genre, reverb, delay, sidechain] = [
    at('genre'),
    at('mix.reverb'),
    at('mix.delay'),
    at('mix.sidechain'),
  ];
  const parts = PART_NAMES.map((part) => ({
    part,
    mute: at(`${part}.mute`),
    solo: at(`${part}.solo`),
    level: at(`${part}.level`),
    choice: at(part === 'drums' ? 'drums.kit' : `${part}.instrument`),
  }));
  return (values) => {
    const usual = paletteOf(GENRE_NAMES[values.at(genre)] ?? '');
    const alone = parts.some(({ solo }) => values.at(solo) > 0.5);
    const chosen = (part: PartName, names: readonly string[], otherwise: string) => {
      const name = names[values.at(parts[PART_NAMES.indexOf(part)]?.choice ?? -1)] ?? BY_GENRE;
      return name === BY_GENRE ? otherwise : name;
    };
    return {
      kit: chosen('drums', kitNames, usual.kit),
      instruments: Object.fromEntries(
        TONAL_PARTS.map((part) => [part, chosen(part, instrumentNames, usual[part])]),
      ) as Record<TonalPart, string>,
      parts: Object.fromEntries(
        parts.map(({ part, mute, solo, level }) => [
          part,
          {
            level: values.at(level),
            isHeard: values.at(mute) < 0.5 && (!alone || values.at(solo) > 0.5),
          },
        ]),
      ) as Record<PartName, PartMix>,
      reverb: values.at(reverb),
      delay: values.at(delay),
      sidechain: values.at(sidechain),
    };
  };
}
