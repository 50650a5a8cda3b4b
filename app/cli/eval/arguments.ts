import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupError } from '../setup/say.mjs';
import { TASKS, type Task } from './annotations.ts';

/** What `npm run eval` was asked for; the folder is absolute. */
export interface EvalArguments {
  readonly task: Task;
  readonly folder: string;
  readonly peers: readonly 'aubio'[];
  readonly json: boolean;
}

/** What is printed for `--help` and after a wrong argument. */
export const evalUsage = `npm run eval -- beats|onsets|key|tempo DIR [options]

Scores what the instrument hears, by the live and causal analysis, against annotations.
Beside NAME.wav (or .flac, .ogg, .mp3 …) lie NAME.beats or .txt (seconds and, if known, the number in
the bar), NAME.onsets, NAME.key, NAME.bpm, or NAME.jams.

  --peers aubio        scores aubio as well, where it is installed
  --json               prints one line of JSON for the folder, then one a file`;

const options = {
  peers: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

function parseWords(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true });
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message.split('. ')[0] : String(thrown);
    throw new SetupError(`${message}.`, `use the options below.\n\n${evalUsage}`);
  }
}

/**
 * The arguments of `npm run eval`, or null when help was asked for.
 * @throws SetupError that names the word and the remedy
 */
export function parseEvalArguments(args: readonly string[]): EvalArguments | null {
  const { values, positionals } = parseWords(args);
  if (values.help) return null;
  const [word = '', folder = ''] = positionals;
  const task = TASKS.find((one) => one === word);
  if (!task || folder === '' || positionals.length > 2) {
    throw new SetupError(
      `eval must be given a task (${TASKS.join(', ')}) and a folder, got "${positionals.join(' ')}".`,
      `use e.g. npm run eval -- beats recordings\n\n${evalUsage}`,
    );
  }
  if (values.peers !== undefined && values.peers !== 'aubio') {
    throw new SetupError(`--peers must be aubio, got ${values.peers}.`, 'use --peers aubio.');
  }
  return {
    task,
    folder: resolve(process.env.INIT_CWD ?? process.cwd(), folder),
    peers: values.peers === undefined ? [] : ['aubio'],
    json: values.json ?? false,
  };
}
