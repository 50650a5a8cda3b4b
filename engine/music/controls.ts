import type { Unit01 } from '../core/units.ts';
import { choice, number, type ParamSpecs, toggle, trigger } from '../params/declaration.ts';
import type { ParamSnapshot, ParamStore } from '../params/param-store.ts';
import { GENRE_NAMES } from './groove/genres.ts';
import { PART_NAMES, type PartName } from './note.ts';
import {
  defaultRiffControls,
  type RiffControls,
  readRiffControls,
  riffParams,
} from './riff/riff-params.ts';
import { KEY_NAMES, MODE_NAMES, type ModeName, type Scale } from './theory/scale.ts';

/** How one part is mixed. */
export interface PartControl {
  readonly mute: boolean;
  readonly solo: boolean;
  /** Loudness as a factor of velocities. */
  readonly level: Unit01;
}

/**
 * Who writes the melody: by section (the chorale net where it is calm, riffs elsewhere), or one of
 * the two nets, or the theme of the phrase, which also stands in for a net that is not there.
 */
export const MELODISTS = ['section', 'chorale', 'riff', 'theme'] as const;

/** Where the faders of the music stand. Its tempo is the transport's. */
export interface MusicControls {
  readonly scale: Scale;
  readonly genre: string;
  /** Added to the genre's own. */
  readonly swing: Unit01;
  readonly density: Unit01;
  readonly energy: Unit01;
  readonly tension: Unit01;
  readonly brightness: Unit01;
  /** How far what is drawn may stray from what is likeliest; 1 as it was learnt. */
  readonly temperature: number;
  readonly seed: number;
  readonly hold: boolean;
  readonly melodist: (typeof MELODISTS)[number];
  readonly riff: RiffControls;
  readonly parts: Readonly<Record<PartName, PartControl>>;
}

/** The parameters of the music; those of each part stand under its name. */
export const musicParams = {
  genre: choice('Genre', GENRE_NAMES, { default: 'house', about: 'Style of the rhythm' }),
  key: choice('Key', KEY_NAMES, { default: 'D' }),
  mode: choice('Mode', MODE_NAMES, { default: 'dorian' }),
  swing: number('Swing', { default: 0, smoothing: 0, about: 'Lateness of every second sixteenth' }),
  density: number('Density', { default: 0.5, smoothing: 0, about: 'How many notes' }),
  energy: number('Energy', { default: 0.6, smoothing: 0, about: 'How many layers, how hard' }),
  tension: number('Tension', {
    default: 0.5,
    smoothing: 0,
    about: 'Towards drops when high, towards breaks when low',
  }),
  brightness: number('Brightness', { default: 0.5, about: 'Richer chords, higher melody' }),
  temperature: number('Temperature', {
    min: 0.2,
    max: 1.5,
    default: 0.9,
    smoothing: 0,
    about: 'How far the melody strays',
  }),
  seed: number('Seed', { min: 0, max: 9999, default: 1, step: 1, unit: 'count', smoothing: 0 }),
  melodist: choice('Melody by', MELODISTS, { default: 'section', about: 'Who writes the melody' }),
  hold: toggle('Hold this loop', { about: 'Plays the last four bars again and again' }),
  jam: toggle('Jam', { about: 'Keys of a controller play; the melody answers in the next bar' }),
  along: toggle('Play along', {
    about: 'Plays with what another source brings, in its tempo and its key',
  }),
  newIdea: trigger('New idea', { about: 'Another theme and other chords from the next bar on' }),
} satisfies ParamSpecs;

/** How far the picture moves the music, where there are numbers of it. */
const pictureParams = {
  motion: number('Motion to density', {
    default: 0.5,
    about: 'How far motion in the picture makes the music denser and harder, and stillness sparser',
  }),
  colour: number('Colour to mode', {
    default: 0.5,
    about: 'How far warm colours make the mode and the sound brighter, and cold ones darker',
  }),
} satisfies ParamSpecs;

const partParams = {
  mute: toggle('Mute'),
  solo: toggle('Solo'),
  level: number('Level', { default: 0.8, smoothing: 0 }),
} satisfies ParamSpecs;

/** Declares `music.…`, `music.picture.…`, `music.<part>.…` and `riff.…`. @throws InstrumentError when they exist already */
export function declareMusicParams(store: ParamStore): void {
  store.declare('music', musicParams);
  store.declare('music.picture', pictureParams);
  store.declare('riff', riffParams);
  for (const part of PART_NAMES) store.declare(`music.${part}`, partParams);
}

/** Where the faders stand in a frame. @throws InstrumentError when they are not declared */
export function readMusicControls(snapshot: ParamSnapshot): MusicControls {
  const value = (name: keyof typeof musicParams) => snapshot.get(`music.${name}`);
  const part = (name: PartName): PartControl => ({
    mute: snapshot.get(`music.${name}.mute`) > 0,
    solo: snapshot.get(`music.${name}.solo`) > 0,
    level: snapshot.get(`music.${name}.level`),
  });
  return {
    scale: { tonic: value('key'), mode: MODE_NAMES[value('mode')] as ModeName },
    genre: GENRE_NAMES[value('genre')] ?? 'house',
    swing: value('swing'),
    density: value('density'),
    energy: value('energy'),
    tension: value('tension'),
    brightness: value('brightness'),
    temperature: value('temperature'),
    seed: value('seed'),
    hold: value('hold') > 0,
    melodist: MELODISTS[value('melodist')] ?? 'section',
    riff: readRiffControls(snapshot),
    parts: Object.fromEntries(PART_NAMES.map((name) => [name, part(name)])) as Record<
      PartName,
      PartControl
    >,
  };
}

/** Faders where they stand at first. */
export function defaultMusicControls(): MusicControls {
  const part: PartControl = { mute: false, solo: false, level: partParams.level.default };
  return {
    scale: { tonic: musicParams.key.default, mode: 'dorian' },
    genre: 'house',
    swing: musicParams.swing.default,
    density: musicParams.density.default,
    energy: musicParams.energy.default,
    tension: musicParams.tension.default,
    brightness: musicParams.brightness.default,
    temperature: musicParams.temperature.default,
    seed: musicParams.seed.default,
    hold: false,
    melodist: 'section',
    riff: defaultRiffControls(),
    parts: Object.fromEntries(PART_NAMES.map((name) => [name, part])) as Record<
      PartName,
      PartControl
    >,
  };
}
