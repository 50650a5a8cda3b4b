import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { SetupError } from '../setup/say.mjs';
import { type Key, parseKey } from './key-score.ts';
import { tempoOfBeats } from './tempo-score.ts';

/** What people wrote down about a recording; null where they said nothing. */
export interface Annotation {
  /** Seconds, ascending, with the number in the bar from 1 (0 or null where it is not told). */
  readonly beats: readonly { readonly time: number; readonly number: number | null }[] | null;
  readonly onsets: readonly number[] | null;
  readonly key: Key | undefined;
  readonly tempo: number | null;
}

/** A recording and what is known of it. */
export interface AnnotatedSound {
  readonly name: string;
  readonly path: string;
  readonly annotation: Annotation;
}

/** What can be evaluated. */
export const TASKS = ['beats', 'onsets', 'key', 'tempo'] as const;
/** One of {@link TASKS}. */
export type Task = (typeof TASKS)[number];

const SOUND_ENDINGS = new Set(['.wav', '.flac', '.ogg', '.mp3', '.m4a', '.aac', '.opus', '.aiff']);

/** Rows of numbers or words of a text file; lines that begin with # are comments. */
function rowsOf(text: string): string[][] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(/[\s,;]+/));
}

function beatsOf(text: string): Annotation['beats'] {
  return rowsOf(text).map(([time, number]) => ({
    time: Number(time),
    number: number === undefined ? null : Math.trunc(Number(number)),
  }));
}

interface JamsEntry {
  readonly time: number;
  readonly value: unknown;
}

/** The first annotation of a JAMS file whose name space is one of `names`. */
function entriesOf(jams: unknown, names: readonly string[]): JamsEntry[] | null {
  const { annotations } = jams as { annotations: { namespace: string; data: JamsEntry[] }[] };
  return annotations.find(({ namespace }) => names.includes(namespace))?.data ?? null;
}

/** Reads a JAMS file. @source Humphrey et al. 2014, name spaces beat, onset, tempo, key_mode */
function readJams(text: string): Annotation {
  const jams: unknown = JSON.parse(text);
  const beats = entriesOf(jams, ['beat', 'beat_position']);
  const onsets = entriesOf(jams, ['onset']);
  const tempo = entriesOf(jams, ['tempo'])?.[0]?.value;
  const key = entriesOf(jams, ['key_mode'])?.[0]?.value;
  const numberOf = (value: unknown) =>
    typeof value === 'number' ? value : ((value as { position?: number } | null)?.position ?? null);
  return {
    beats: beats?.map(({ time, value }) => ({ time, number: numberOf(value) })) ?? null,
    onsets: onsets?.map(({ time }) => time) ?? null,
    key: typeof key === 'string' ? parseKey(key) : undefined,
    tempo: typeof tempo === 'number' ? tempo : null,
  };
}

/** Reads all that stands beside a sound; `.txt` holds the times that the task is about. */
function readAnnotation(stem: string, task: Task): Annotation {
  const textOf = (ending: string) => {
    const path = `${stem}${ending}`;
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  };
  const jamsText = textOf('.jams');
  const jams = jamsText === null ? null : readJams(jamsText);
  const plain = textOf('.txt');
  const times = (about: Task, ending: string) => textOf(ending) ?? (task === about ? plain : null);
  const beatText = times('beats', '.beats');
  const onsetText = times('onsets', '.onsets');
  const keyText = textOf('.key');
  const tempoText = textOf('.bpm');
  const beats = beatText === null ? (jams?.beats ?? null) : beatsOf(beatText);
  const onsets = onsetText === null ? null : rowsOf(onsetText).map(([time]) => Number(time));
  const tempo = tempoText === null ? null : Number(rowsOf(tempoText)[0]?.[0]);
  return {
    beats,
    onsets: onsets ?? jams?.onsets ?? null,
    key: keyText === null ? jams?.key : parseKey(keyText),
    tempo: tempo ?? jams?.tempo ?? (beats ? tempoOfBeats(beats.map(({ time }) => time)) : null),
  };
}

function serves({ beats, onsets, key, tempo }: Annotation, task: Task): boolean {
  if (task === 'beats') return beats !== null;
  if (task === 'onsets') return onsets !== null;
  return task === 'key' ? key !== undefined : tempo !== null;
}

/**
 * The sounds of `folder` that are annotated for `task`, in the order of their names.
 * @throws SetupError when there are none.
 */
export function annotatedSounds(folder: string, task: Task): AnnotatedSound[] {
  if (!existsSync(folder)) throw new SetupError(`${folder} is not there.`, 'check the path.');
  const sounds = readdirSync(folder)
    .filter((file) => SOUND_ENDINGS.has(extname(file).toLowerCase()))
    .sort()
    .map((file) => {
      const name = basename(file, extname(file));
      return {
        name,
        path: join(folder, file),
        annotation: readAnnotation(join(folder, name), task),
      };
    })
    .filter(({ annotation }) => serves(annotation, task));
  if (sounds.length > 0) return sounds;
  throw new SetupError(
    `${folder} has no sound with an annotation of ${task} beside it.`,
    'put NAME.beats, NAME.onsets, NAME.key, NAME.bpm, NAME.txt or NAME.jams beside NAME.wav.',
  );
}
