import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupError } from '../setup/say.mjs';

/** Where the numbers of an input come from. */
export type InputSource =
  | { readonly file: string }
  /** Seeded random numbers. */
  | { readonly seed: number };

/** What `npm run infer` was asked for; paths are absolute. */
export interface InferArguments {
  readonly model: string;
  readonly inputs: Readonly<Record<string, InputSource>>;
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly out: string;
  /** Null: our kernels, or onnxruntime where they lack an operator. */
  readonly backend: 'ours' | 'ort' | null;
  readonly precision: 'f32' | 'f16';
  readonly json: boolean;
}

/** What is printed for `--help` and after a wrong argument. */
export const inferUsage = `npm run infer -- --model F.onnx --input NAME=F.npy … --out DIR [options]

Runs an ONNX model once and writes each of its outputs as DIR/NAME.npy.

  --model F.onnx       the model
  --input NAME=F.npy   an input, as numpy.save writes it; NAME=random:SEED for random numbers
  --out DIR            where the outputs go
  --shape NAME=1x3x224x224
                       shape of an input that the model leaves open and that no file tells
  --backend ours|ort   our kernels alone, or onnxruntime alone; without it our kernels, and
                       onnxruntime for a model with operators that they lack
  --precision f32|f16  numbers in which our kernels keep reals (f32)
  --json               prints the result as one line of JSON`;

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true } as const;
const flag = { type: 'boolean' } as const;
const options = {
  model: text,
  input: texts,
  shape: texts,
  out: text,
  backend: text,
  precision: text,
  json: flag,
  help: flag,
};

function parseWords(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message.split('. ')[0] : String(thrown);
    throw new SetupError(`${message}.`, `use the options below.\n\n${inferUsage}`);
  }
}

/** npm runs commands in the repository's root; paths mean the folder of their user. */
function pathOf(word: string): string {
  return resolve(process.env.INIT_CWD ?? process.cwd(), word);
}

function fileOf(option: string, word: string): string {
  const path = pathOf(word);
  const status = statSync(path, { throwIfNoEntry: false });
  if (status?.isFile()) return path;
  const problem = status ? 'is no file' : 'is not there';
  throw new SetupError(`--${option} ${word} ${problem}.`, 'check the path.');
}

function required(word: string | undefined, option: string, remedy: string): string {
  if (word !== undefined && word !== '') return word;
  throw new SetupError(`--${option} is missing.`, `${remedy}\n\n${inferUsage}`);
}

/** `NAME=VALUE` words as pairs; a name may be given once. */
function pairsOf(option: string, words: readonly string[]): [name: string, value: string][] {
  const pairs = words.map((word): [string, string] => {
    const at = word.indexOf('=');
    if (at > 0 && at < word.length - 1) return [word.slice(0, at), word.slice(at + 1)];
    throw new SetupError(
      `--${option} must be NAME=VALUE, got ${word}.`,
      `use e.g. --${option} x=${option === 'shape' ? '1x3' : 'x.npy'}`,
    );
  });
  const names = pairs.map(([name]) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return pairs;
  throw new SetupError(`--${option} is given twice for ${twice}.`, 'leave one of them out.');
}

function inputOf(name: string, word: string): InputSource {
  const seed = /^random:(\d+)$/.exec(word);
  if (seed) return { seed: Number(seed[1]) };
  if (!word.startsWith('random')) return { file: fileOf('input', word) };
  throw new SetupError(
    `--input ${name}=${word} must be a file or random:SEED.`,
    `use e.g. --input ${name}=random:1`,
  );
}

function shapeOf(name: string, word: string): number[] {
  if (/^\d+(x\d+)*$/.test(word)) return word.split('x').map(Number);
  throw new SetupError(
    `--shape ${name}=${word} must be extents with x between.`,
    `use e.g. --shape ${name}=1x3x224x224`,
  );
}

function choice<Word extends string>(option: string, word: string, allowed: readonly Word[]): Word {
  const found = allowed.find((one) => one === word);
  if (found !== undefined) return found;
  throw new SetupError(
    `--${option} must be ${allowed.join(' or ')}, got ${word}.`,
    `use e.g. --${option} ${allowed[0]}`,
  );
}

/**
 * The arguments of `npm run infer`, or null when help was asked for.
 * @throws SetupError that names the option and the remedy
 */
export function parseInferArguments(args: readonly string[]): InferArguments | null {
  const words = parseWords(args);
  if (words.help) return null;
  const model = fileOf('model', required(words.model, 'model', 'name an .onnx file.'));
  const inputs = pairsOf('input', words.input ?? []).map(([name, word]) => [
    name,
    inputOf(name, word),
  ]);
  const shapes = pairsOf('shape', words.shape ?? []).map(([name, word]) => [
    name,
    shapeOf(name, word),
  ]);
  return {
    model,
    inputs: Object.fromEntries(inputs),
    shapes: Object.fromEntries(shapes),
    out: pathOf(required(words.out, 'out', 'say where the outputs go.')),
    backend:
      words.backend === undefined
        ? null
        : choice('backend', words.backend, ['ours', 'ort'] as const),
    precision: choice('precision', words.precision ?? 'f32', ['f32', 'f16'] as const),
    json: words.json ?? false,
  };
}
