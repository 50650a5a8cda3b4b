import { monotonicSeconds } from '../../engine/clock/monotonic.ts';
import type { Seconds } from '../../engine/core/units.ts';
import type { ComposedBar, ComposerNets } from '../../engine/music/composer.ts';
import { Conductor } from '../../engine/music/conductor.ts';
import { declareMusicParams, readMusicControls } from '../../engine/music/controls.ts';
import { DRUM_NOTES, type DrumName } from '../../engine/music/groove/genre.ts';
import { BEATS_PER_BAR, PART_NAMES, type PartName } from '../../engine/music/note.ts';
import type { TimedNote } from '../../engine/music/sound/music-sound.ts';
import { instruments, kits } from '../../engine/music/sound/registry.ts';
import {
  type RenderedMusic,
  type RenderOptions,
  renderMusic,
  type StereoChannels,
} from '../../engine/music/sound/render.ts';
import {
  createSoundReader,
  declareSoundParams,
  type SoundControls,
} from '../../engine/music/sound/sound-controls.ts';
import { wavHeader, wavSamples } from '../../engine/output/wav-file.ts';
import { createParamStore } from '../../engine/params/param-store.ts';
import type { MusicRender, PieceRequest, TakeSound } from './music-request.ts';

const RATE = 48_000;
/** Tempo of the phrases by which units are compared. */
const UNIT_TEMPO = 120;
/** Notes of a phrase for each part: its usual range. */
const PHRASES: Readonly<Record<Exclude<PartName, 'drums'>, readonly (readonly number[])[]>> = {
  bass: [[33], [33], [36], [40], [31], [31], [38], [28]],
  chords: [
    [57, 60, 64, 67],
    [55, 59, 62, 65],
    [53, 57, 60, 64],
    [52, 55, 59, 62],
  ],
  pad: [
    [53, 57, 60, 64],
    [52, 55, 59, 62],
  ],
  arpeggio: [[60], [64], [67], [72], [76], [72], [67], [64], [62], [65], [69], [74]],
  melody: [[69], [72], [76], [74], [72], [71], [67], [64]],
};
const PHRASE: Seconds = 6;
/** As long as the slowest pad dies away. */
const TAIL: Seconds = 3;
/** A bar of drums that has every piece in it. */
const DRUM_BAR: readonly (readonly [step: number, name: DrumName, velocity: number])[] = [
  [0, 'kick', 1],
  [0, 'crash', 0.6],
  [2, 'hat', 0.7],
  [4, 'snare', 0.95],
  [5, 'shaker', 0.6],
  [6, 'openHat', 0.7],
  [8, 'kick', 0.9],
  [9, 'rim', 0.6],
  [10, 'kick', 0.8],
  [10, 'hat', 0.6],
  [12, 'clap', 0.9],
  [13, 'conga', 0.6],
  [14, 'lowTom', 0.7],
  [15, 'highTom', 0.7],
];

function toBase64(data: Uint8Array): string {
  let text = '';
  for (let at = 0; at < data.length; at += 32_768) {
    text += String.fromCharCode(...data.subarray(at, at + 32_768));
  }
  return btoa(text);
}

async function give(name: string, channels: StereoChannels, take: TakeSound): Promise<void> {
  const frames = channels[0].length;
  await take(name, toBase64(wavHeader({ channels: 2, frames, sampleRate: RATE })));
  for (let at = 0; at < frames; at += RATE * 4) {
    await take(name, toBase64(wavSamples(channels, at, Math.min(frames, at + RATE * 4))));
  }
}

function openStore(set: PieceRequest['set']) {
  const store = createParamStore();
  declareMusicParams(store);
  declareSoundParams(store);
  const changes = Object.entries(set).map(([name, value]) => {
    const id = `music.${name}`;
    const { choices = [] } = store.declarations[store.indexOf(id)] ?? {};
    return {
      id,
      value: typeof value === 'string' ? choices.indexOf(value) : value,
      sender: 'bench',
    };
  });
  store.apply(changes, 0);
  store.settle();
  return { store, sound: createSoundReader(store)(store.snapshot) };
}

/** A piece as it was composed and rendered. */
export interface PlayedPiece {
  readonly notes: readonly TimedNote[];
  readonly bars: readonly ComposedBar[];
  readonly rendered: RenderedMusic;
  /** Time that composing and rendering took. */
  readonly composeSeconds: Seconds;
  readonly renderSeconds: Seconds;
}

/** Composes and renders a piece. */
export async function playPiece(
  request: PieceRequest,
  nets: ComposerNets = {},
): Promise<PlayedPiece> {
  const { seconds, tempoBpm, set, stems, bar = 0, parts = PART_NAMES } = request;
  const { store, sound } = openStore(set);
  const controls = readMusicControls(store.snapshot);
  const begun = monotonicSeconds();
  const beat = bar * BEATS_PER_BAR;
  const conductor = new Conductor({ nets, start: 0, beat, tempoBpm, keepsAll: true });
  conductor.skipTo(bar, controls);
  const notes: TimedNote[] = [];
  for (let at = 0; at < seconds; at += 0.5) {
    notes.push(...conductor.advance(at, Math.min(seconds, at + 0.5), controls, tempoBpm));
  }
  const composed = monotonicSeconds();
  const heard = notes.filter(({ part }) => parts.includes(part));
  const rendered = await playNotes(heard, {
    seconds,
    tempoBpm,
    sound,
    stems: stems ? 'mixed' : undefined,
  });
  return {
    notes,
    bars: conductor.bars,
    rendered,
    composeSeconds: composed - begun,
    renderSeconds: monotonicSeconds() - composed,
  };
}

/** Hands over the mix. */
export const giveMix = ({ mix }: RenderedMusic, take: TakeSound) => give('mix', mix, take);

/** Renders a piece; hands over the mix, and the stems where they are wanted. */
export async function renderPiece(request: PieceRequest, take: TakeSound): Promise<MusicRender> {
  const { notes, bars, rendered, composeSeconds, renderSeconds } = await playPiece(request);
  await give('mix', rendered.mix, take);
  for (const [part, channels] of rendered.stems) await give(part, channels, take);
  return {
    seconds: request.seconds,
    wallSeconds: renderSeconds,
    composeSeconds,
    voicesLeft: rendered.voices,
    mostVoices: rendered.mostVoices,
    sections: bars.map(({ section }) => section),
    notes: notes.map(({ part, start, end, pitch, velocity }) => [
      part,
      start,
      end ?? start,
      pitch,
      velocity,
    ]),
  };
}

function playNotes(
  notes: readonly TimedNote[],
  options: {
    readonly seconds: Seconds;
    readonly tempoBpm: number;
    readonly sound: SoundControls;
    readonly stems: RenderOptions['stems'];
  },
): Promise<RenderedMusic> {
  const { seconds, tempoBpm, sound: controls, stems } = options;
  let next = 0;
  return renderMusic({
    seconds,
    sampleRate: RATE,
    ...(stems && { stems }),
    play(sound, until) {
      if (next === 0) sound.arrange(controls, tempoBpm, 0);
      for (; (notes[next]?.start ?? until) < until; next++) sound.play(notes[next] as TimedNote);
    },
  });
}

function drumPhrase(): TimedNote[] {
  const bar = (16 * 60) / UNIT_TEMPO / 4;
  return [0, 1, 2].flatMap((index) =>
    DRUM_BAR.map(([step, name, velocity]): TimedNote => {
      const start = (index + step / 16) * bar;
      return { part: 'drums', start, end: start + 0.1, pitch: DRUM_NOTES[name], velocity };
    }),
  );
}

function tonalPhrase(part: Exclude<PartName, 'drums'>): TimedNote[] {
  const chords = PHRASES[part];
  const length = PHRASE / chords.length;
  return chords.flatMap((chord, i) =>
    chord.map((pitch): TimedNote => {
      const start = i * length;
      return { part, start, end: start + length * 0.8, pitch, velocity: 0.75 };
    }),
  );
}

/** Names of all kits and instruments. */
export function unitNames(): readonly string[] {
  return [...kits.map(({ name }) => `kit ${name}`), ...instruments.map(({ name }) => name)];
}

/** Renders every kit and instrument by itself with its tail, dry and before mastering. */
export async function renderUnits(names: readonly string[], take: TakeSound): Promise<void> {
  const wanted = (name: string) => names.length === 0 || names.includes(name);
  for (const { name } of kits) {
    if (wanted(`kit ${name}`))
      await renderUnit(`kit ${name}`, 'drums', { 'drums.kit': name }, take);
  }
  for (const { name, part } of instruments) {
    if (wanted(name)) await renderUnit(name, part, { [`${part}.instrument`]: name }, take);
  }
}

async function renderUnit(
  name: string,
  part: PartName,
  set: PieceRequest['set'],
  take: TakeSound,
): Promise<void> {
  const { sound } = openStore({ ...set, 'mix.sidechain': 0 });
  const notes = part === 'drums' ? drumPhrase() : tonalPhrase(part);
  const options = { seconds: PHRASE + TAIL, tempoBpm: UNIT_TEMPO, sound, stems: 'dry' } as const;
  const { stems } = await playNotes(notes, options);
  await give(name, stems.get(part) as StereoChannels, take);
}
