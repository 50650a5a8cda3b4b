import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createServer, type InlineConfig } from 'vite';
import type { AdapterDescription } from '../../../engine/gpu/adapter.ts';
import { currentCommit } from '../headless/commit.ts';
import { root } from '../setup/places.mjs';
import { SetupError } from '../setup/say.mjs';

/** An option that one bench has beside those of all. */
export interface OwnOption {
  readonly type: 'string' | 'boolean';
  /** Its line in the usage, from the dashes on. */
  readonly usage: string;
}

/** What every bench of nets is told. */
export interface BenchSetting {
  /** Text that the names of the chosen cases have in them; '' for all. */
  readonly case: string;
  /** Names of peers; none for all. */
  readonly peers: readonly string[];
  readonly precision: 'f32' | 'f16';
  readonly rounds: number;
  /** Least length of a round, in seconds. */
  readonly seconds: number;
  readonly record: boolean;
  readonly json: boolean;
  /** Values of the bench's own options. */
  readonly own: Readonly<Record<string, string | boolean | undefined>>;
}

/** A line of results beside one peer. */
export interface BenchLine {
  readonly bench: string;
  readonly case: string;
  readonly oursMs: number;
  readonly oursGflops: number;
  readonly peer: string;
  readonly peerMs: number;
  readonly ratio: number;
  readonly maxRelError: number;
  readonly adapter: AdapterDescription;
}

const usageOf = (name: string, own: readonly OwnOption[]) => `npm run bench -- ${name} [options]

  --case TEXT     only cases whose name has TEXT in it
  --peers a,b     only these peers
  --precision P   f32 (standard) or f16
${own.map(({ usage }) => `  ${usage}\n`).join('')}  --rounds N      interleaved rounds (5)
  --seconds S     least length of a round (0.5)
  --record        adds the lines to bench/results/
  --json          prints JSON, one object a line`;

function parseWords(
  name: string,
  args: readonly string[],
  own: Readonly<Record<string, OwnOption>>,
) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const common = { case: text, peers: text, precision: text, rounds: text, seconds: text };
  const more = Object.entries(own).map(([key, { type }]) => [key, { type }] as const);
  const options = { ...Object.fromEntries(more), ...common, record: flag, json: flag };
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message.split('. ')[0] : String(thrown);
    const usage = usageOf(name, Object.values(own));
    throw new SetupError(`${message}.`, `use the options below.\n\n${usage}`);
  }
}

function positive(name: string, text: string | undefined, standard: number): number {
  const value = Number(text ?? standard);
  if (value > 0 && value <= 1000) return value;
  throw new SetupError(`--${name} must be a number from 0 to 1000, got ${text}.`, 'correct it.');
}

/** Reads the words of a bench of nets. @throws SetupError naming what is wrong with them */
export function readSetting(
  name: string,
  args: readonly string[],
  own: Readonly<Record<string, OwnOption>> = {},
): BenchSetting {
  const words = parseWords(name, args, own);
  const { precision = 'f32', record = false, json = false } = words;
  if (precision !== 'f32' && precision !== 'f16') {
    throw new SetupError(`--precision must be f32 or f16, got ${precision}.`, 'use one of them.');
  }
  return {
    case: words.case ?? '',
    peers: words.peers?.split(',') ?? [],
    precision,
    rounds: positive('rounds', words.rounds, 5),
    seconds: positive('seconds', words.seconds, 0.5),
    record,
    json,
    own: words as BenchSetting['own'],
  };
}

/** Vite over our sources, which knows how the engine finds its ops and shaders. */
export const sourceServer = {
  root,
  configFile: false,
  logLevel: 'error',
  server: { hmr: false, watch: null, ws: false },
  optimizeDeps: { noDiscovery: true },
} as const satisfies InlineConfig;

/** Loads one of our modules through Vite. */
export async function withModule<M>(
  path: string,
  work: (module: M) => Promise<void>,
): Promise<void> {
  const vite = await createServer({
    ...sourceServer,
    appType: 'custom',
    server: { ...sourceServer.server, middlewareMode: true },
  });
  try {
    await work((await vite.ssrLoadModule(path)) as M);
  } finally {
    await vite.close();
  }
}

/** Prints a line of results, and keeps it where that was asked for. */
export function report(result: BenchLine, { record, json }: BenchSetting): void {
  const text = JSON.stringify({ ...result, commit: currentCommit() });
  if (record) {
    const { vendor, architecture } = result.adapter;
    recordLine(`${vendor}-${architecture}`, text);
  }
  console.log(json ? text : spoken(result));
}

/** Adds a line to the results of an adapter, or of the processor as `cpu`. */
export function recordLine(adapter: string, line: string): void {
  const file = join(root, 'bench', 'results', `${adapter}.jsonl`);
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${line}\n`);
}

function spoken(line: BenchLine): string {
  const { oursMs, oursGflops, peer, peerMs, ratio, maxRelError } = line;
  return `${line.case}: ours ${oursMs} ms (${oursGflops} GFLOP/s), ${peer} ${peerMs} ms: ${ratio} times; largest difference ${maxRelError.toExponential(1)}`;
}
