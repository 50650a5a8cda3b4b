import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';
import { currentCommit } from '../headless/commit.ts';
import { root } from '../setup/places.mjs';
import { SetupError, say } from '../setup/say.mjs';
import type * as Compare from './compare.ts';
import type * as Nets from './nets.ts';

const usage = (name: string) => `npm run bench -- ${name} [options]

  --case TEXT     only cases whose name has TEXT in it
  --peers a,b     only these peers
  --precision P   f32 (standard) or f16
  --tune          measures our kernel variants first and takes the fastest
  --rounds N      interleaved rounds (5)
  --seconds S     least length of a round (0.5)
  --record        adds the lines to bench/results/
  --json          prints JSON, one object a line`;

function parseWords(name: string, args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    case: text,
    peers: text,
    precision: text,
    rounds: text,
    tune: flag,
    seconds: text,
    record: flag,
    json: flag,
  };
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message.split('. ')[0] : String(thrown);
    throw new SetupError(`${message}.`, `use the options below.\n\n${usage(name)}`);
  }
}

function positive(name: string, text: string | undefined, standard: number): number {
  const value = Number(text ?? standard);
  if (value > 0 && value <= 1000) return value;
  throw new SetupError(`--${name} must be a number from 0 to 1000, got ${text}.`, 'correct it.');
}

/** Loads one of our modules through Vite, which knows how the engine finds its ops and shaders. */
async function withModule<M>(path: string, work: (module: M) => Promise<void>): Promise<void> {
  const vite = await createServer({
    root,
    configFile: false,
    appType: 'custom',
    logLevel: 'error',
    server: { middlewareMode: true, hmr: false, watch: null, ws: false },
    optimizeDeps: { noDiscovery: true },
  });
  try {
    await work((await vite.ssrLoadModule(path)) as M);
  } finally {
    await vite.close();
  }
}

/** `npm run bench -- NAME` for nets: ours and the peers, side by side on one adapter. */
export async function benchNets(name: 'conv' | 'style', args: readonly string[]): Promise<void> {
  const words = parseWords(name, args);
  const precision = words.precision ?? 'f32';
  if (precision !== 'f32' && precision !== 'f16') {
    throw new SetupError(`--precision must be f32 or f16, got ${precision}.`, 'use one of them.');
  }
  const rounds = positive('rounds', words.rounds, 5);
  const seconds = positive('seconds', words.seconds, 0.5);
  await withModule<typeof Nets>('/app/cli/measure/nets.ts', async (nets) => {
    const all = name === 'conv' ? nets.convNets() : nets.styleNets();
    const chosen = all.filter(({ title }) => title.includes(words.case ?? ''));
    await withModule<typeof Compare>('/app/cli/measure/compare.ts', ({ compare }) =>
      compare({
        nets: chosen,
        peers: words.peers?.split(',') ?? [],
        precision,
        tune: words.tune ?? false,
        rounds,
        seconds,
        onProgress: say,
        onResult: (result) => report({ bench: name, ...result, commit: currentCommit() }, words),
      }),
    );
  });
  // Dawn would keep the process for as long as its GPU object lives.
  process.exit();
}

type Line = Compare.ComparisonResult & { readonly bench: string; readonly commit: string | null };

function report(line: Line, { record, json }: { record?: boolean; json?: boolean }): void {
  const text = JSON.stringify(line);
  if (record) {
    const { vendor, architecture } = line.adapter;
    const file = join(root, 'bench', 'results', `${vendor}-${architecture}.jsonl`);
    mkdirSync(dirname(file), { recursive: true });
    appendFileSync(file, `${text}\n`);
  }
  console.log(json ? text : spoken(line));
}

function spoken(line: Line): string {
  const { oursMs, oursGflops, peer, peerMs, ratio, maxRelError } = line;
  return `${line.case}: ours ${oursMs} ms (${oursGflops} GFLOP/s), ${peer} ${peerMs} ms: ${ratio} times; largest difference ${maxRelError.toExponential(1)}`;
}
