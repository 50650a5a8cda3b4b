import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Size } from '../../../engine/core/units.ts';
import { SetupError } from '../setup/say.mjs';

/** What `npm run perform` was asked for; paths are absolute. */
export interface PerformArguments {
  readonly out: string;
  readonly show?: string;
  readonly log?: string;
  readonly video?: string;
  readonly audio?: string;
  readonly writeLog?: string;
  readonly midi?: string;
  /** A folder. */
  readonly stems?: string;
  readonly seconds?: number;
  readonly fps?: number;
  readonly size?: Size;
  readonly seed?: number;
  readonly detail?: number;
  readonly json: boolean;
  readonly software: boolean;
}

/** What is printed for `--help` and after a wrong argument. */
export const performUsage = `npm run perform -- --out FILE.mp4 [options]

Plays a show, or a recorded session, into a film, without a window.

  --out FILE.mp4      where the film goes
  --show FILE.json    the show to play; the demo show without it
  --log FILE.jsonl    a session log to play again, instead of a show
  --video FILE        the picture that goes in; the demo figure without it
  --audio FILE        the sound that goes in; the instrument's own music without it
  --seconds S         length (20, or that of the log)
  --fps N             frames a second (30, or those of the log)
  --size WxH          even width and height (1280x720, or that of the log)
  --seed N            seed of all randomness (1, or that of the log)
  --detail D          share of the full amount of work, 0 to 1 (by the GPU)
  --write-log FILE    writes down every move, to be played again by --log
  --midi FILE.mid     writes down the notes of the music, a track a part
  --stems DIR         writes the parts of the music, a WAV file each
  --software          draws on the processor even where there is a GPU
  --json              prints the result as one line of JSON`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const options = {
  out: text,
  show: text,
  log: text,
  video: text,
  audio: text,
  'write-log': text,
  midi: text,
  stems: text,
  seconds: text,
  fps: text,
  size: text,
  seed: text,
  detail: text,
  json: flag,
  software: flag,
  help: flag,
};

type Words = ReturnType<typeof parseWords>;

function parseWords(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message.split('. ')[0] : String(thrown);
    throw new SetupError(`${message}.`, `use the options below.\n\n${performUsage}`);
  }
}

function numberOf(
  words: Words,
  name: 'seconds' | 'fps' | 'seed' | 'detail',
  rule: { min: number; max: number; whole?: boolean },
): number | undefined {
  const word = words[name];
  if (word === undefined) return undefined;
  const { min, max, whole = false } = rule;
  const number = Number(word);
  const valid = word.trim() !== '' && number >= min && number <= max;
  if (valid && (!whole || Number.isInteger(number))) return number;
  throw new SetupError(
    `--${name} must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}, got ${word}.`,
    `use e.g. --${name} ${{ seconds: 20, fps: 30, seed: 1, detail: 0.5 }[name]}`,
  );
}

function sizeOf(word: string | undefined): Size | undefined {
  if (word === undefined) return undefined;
  const match = /^(\d+)x(\d+)$/.exec(word);
  const [width, height] = [Number(match?.[1]), Number(match?.[2])];
  if (!(width >= 16 && height >= 16 && width <= 8192 && height <= 8192)) {
    throw new SetupError(
      `--size must be WIDTHxHEIGHT, each from 16 to 8192, got ${word}.`,
      'use e.g. --size 1280x720',
    );
  }
  if (width % 2 === 0 && height % 2 === 0) return { width, height };
  throw new SetupError(
    `--size must be even in width and height (H.264 stores colour for two by two pixels), got ${word}.`,
    `use --size ${width + (width % 2)}x${height + (height % 2)}`,
  );
}

/** npm runs commands in the repository's root; paths mean the folder of their user. */
function pathOf(word: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), word);
}

function inputOf(words: Words, name: 'show' | 'log' | 'video' | 'audio'): string | undefined {
  const word = words[name];
  if (word === undefined) return undefined;
  const path = pathOf(word);
  const problem = problemOf(path);
  if (problem === undefined) return path;
  throw new SetupError(`--${name} ${word} ${problem}.`, 'check the path, or leave the option out.');
}

function problemOf(path: string): string | undefined {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return 'is not there';
  if (!status.isFile()) return 'is no file';
  try {
    accessSync(path, constants.R_OK);
  } catch {
    return 'may not be read';
  }
  return status.size === 0 ? 'is empty' : undefined;
}

function outOf(word: string | undefined): string {
  if (word === undefined) {
    throw new SetupError('--out is missing.', `say where the film goes.\n\n${performUsage}`);
  }
  if (word.toLowerCase().endsWith('.mp4')) return pathOf(word);
  throw new SetupError(`--out must end in .mp4, got ${word}.`, `use --out ${word}.mp4`);
}

/** The fields that are there. */
function defined<Fields extends object>(fields: Fields) {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>;
  };
}

/**
 * The arguments of `npm run perform`, or null when help was asked for.
 * @throws SetupError that names the option and the remedy
 */
export function parsePerformArguments(args: readonly string[]): PerformArguments | null {
  const words = parseWords(args);
  if (words.help) return null;
  if (words.show !== undefined && words.log !== undefined) {
    throw new SetupError(
      'a performance plays a show or a log, not both.',
      'leave one of them out.',
    );
  }
  if (words.audio !== undefined && (words.midi ?? words.stems) !== undefined) {
    throw new SetupError(
      "--midi and --stems are of the instrument's own music, which --audio replaces.",
      'leave --audio out.',
    );
  }
  return {
    out: outOf(words.out),
    json: words.json ?? false,
    software: words.software ?? false,
    ...defined({
      show: inputOf(words, 'show'),
      log: inputOf(words, 'log'),
      video: inputOf(words, 'video'),
      audio: inputOf(words, 'audio'),
      midi: words.midi === undefined ? undefined : pathOf(words.midi),
      stems: words.stems === undefined ? undefined : pathOf(words.stems),
      writeLog: words['write-log'] === undefined ? undefined : pathOf(words['write-log']),
      seconds: numberOf(words, 'seconds', { min: 0.001, max: 86_400 }),
      fps: numberOf(words, 'fps', { min: 1, max: 240 }),
      size: sizeOf(words.size),
      seed: numberOf(words, 'seed', { min: 0, max: 2 ** 31 - 1, whole: true }),
      detail: numberOf(words, 'detail', { min: 0, max: 1 }),
    }),
  };
}
