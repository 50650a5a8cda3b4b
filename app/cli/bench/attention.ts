import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createServer } from 'vite';
import { currentCommit } from '../headless/commit.ts';
import type * as Race from '../measure/attention-race.ts';
import { root } from '../setup/places.mjs';
import { SetupError, say } from '../setup/say.mjs';

const usage = `npm run bench -- attention [options]

  --case TEXT     only cases whose name has TEXT in it
  --peers a,b     only these peers: ort, wasm
  --precision P   f32 (standard) or f16, of ours
  --variant V     kernel variant of ours, where an op has it
  --rounds N      interleaved rounds (5)
  --seconds S     least length of a round (0.5)
  --record        adds the lines to bench/results/
  --json          prints JSON, one object a line`;

function parseWords(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    case: text,
    peers: text,
    precision: text,
    variant: text,
    rounds: text,
    seconds: text,
    record: flag,
    json: flag,
  };
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message.split('. ')[0] : String(thrown);
    throw new SetupError(`${message}.`, `use the options below.\n\n${usage}`);
  }
}

function positive(name: string, text: string | undefined, standard: number): number {
  const value = Number(text ?? standard);
  if (value > 0 && value <= 1000) return value;
  throw new SetupError(`--${name} must be a number from 0 to 1000, got ${text}.`, 'correct it.');
}

function spoken(line: Race.AttentionLine): string {
  const { oursMs, oursGflops, peer, peerMs, ratio, maxRelError } = line;
  return `${line.case}: ours ${oursMs} ms (${oursGflops} GFLOP/s), ${peer} ${peerMs} ms: ${ratio} times; largest difference ${maxRelError.toExponential(1)}`;
}

function record(line: Race.AttentionLine & { readonly commit: string | null }): void {
  const { vendor, architecture } = line.adapter;
  const file = join(root, 'bench', 'results', `${vendor}-${architecture}.jsonl`);
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}

/** `bench attention`: decoding, attention and matrix products, ours and the peers. */
export default async function benchAttention(args: readonly string[]): Promise<void> {
  const words = parseWords(args);
  const { precision = 'f32' } = words;
  if (precision !== 'f32' && precision !== 'f16') {
    throw new SetupError(`--precision must be f32 or f16, got ${precision}.`, 'use one of them.');
  }
  // Vite knows how the engine finds its ops and shaders.
  const vite = await createServer({
    root,
    configFile: false,
    appType: 'custom',
    logLevel: 'error',
    server: { middlewareMode: true, hmr: false, watch: null, ws: false },
    optimizeDeps: { noDiscovery: true },
  });
  try {
    const module = await vite.ssrLoadModule('/app/cli/measure/attention-race.ts');
    await (module as typeof Race).raceAttention({
      case: words.case ?? '',
      peers: words.peers?.split(',') ?? [],
      precision,
      variant: words.variant ?? null,
      rounds: positive('rounds', words.rounds, 5),
      seconds: positive('seconds', words.seconds, 0.5),
      onProgress: say,
      onResult: (result) => {
        const line = { ...result, commit: currentCommit() };
        if (words.record) record(line);
        console.log(words.json ? JSON.stringify(line) : spoken(line));
      },
    });
  } finally {
    await vite.close();
  }
  // Dawn would keep the process for as long as its GPU object lives.
  process.exit();
}
