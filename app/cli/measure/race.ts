/** Runtimes side by side on one task, in interleaved rounds. */

import { performance } from 'node:perf_hooks';

/** A task on one runtime, its inputs in place. */
export interface Racer {
  /** Name of the runtime and how it is used. */
  readonly name: string;
  /** Starts one pass; what it leaves on the GPU's queue need not be done yet. */
  pass(): void | Promise<void>;
  /** Waits until all passes are done. */
  finish(): Promise<void>;
  /** The last pass's result. */
  read(): Promise<Float32Array>;
  close(): void | Promise<void>;
}

/** One racer's figures. */
export interface RaceResult {
  readonly name: string;
  /** Median over the rounds, a pass. */
  readonly ms: number;
  /** Largest difference from the first racer's result, relative to the largest number of that. */
  readonly maxRelError: number;
}

/** Results that differ by more than this are not of one task. */
const LARGEST_ERROR = { f32: 1e-3, f16: 5e-2 } as const;

/**
 * Compares results, then times: every round runs each racer for a while in turn, many passes in the
 * queue that are waited for once.
 * @throws when a result differs from the first racer's
 */
export async function race(
  racers: readonly Racer[],
  options: {
    readonly rounds: number;
    /** A round takes at least this long, in seconds, and at least one pass. */
    readonly seconds: number;
    readonly precision: 'f32' | 'f16';
    readonly onProgress: (message: string) => void;
  },
): Promise<RaceResult[]> {
  const results: Float32Array[] = [];
  const passes: number[] = [];
  for (const racer of racers) {
    options.onProgress(`warming up ${racer.name} …`);
    await timePasses(racer, 1);
    results.push((await racer.read()).slice());
    const ms = await timePasses(racer, 1);
    options.onProgress(`${racer.name}: ${Math.round(ms * 10) / 10} ms at first`);
    passes.push(Math.max(1, Math.round((options.seconds * 1000) / ms)));
  }
  const errors = results.map((result) => difference(result, results[0] as Float32Array));
  errors.forEach((error, i) => {
    if (error <= LARGEST_ERROR[options.precision]) return;
    throw new Error(`${racers[i]?.name} differs from ${racers[0]?.name} by ${error}.`);
  });
  const times = racers.map((): number[] => []);
  for (let round = 0; round < options.rounds; round++) {
    for (const [i, racer] of racers.entries()) {
      times[i]?.push(await timePasses(racer, passes[i] ?? 1));
    }
  }
  return racers.map(({ name }, i) => ({
    name,
    ms: median(times[i] ?? []),
    maxRelError: errors[i] ?? 0,
  }));
}

/** Milliseconds a pass. */
async function timePasses(racer: Racer, passes: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < passes; i++) await racer.pass();
  await racer.finish();
  return (performance.now() - start) / passes;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function difference(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let [worst, scale] = [0, 1e-6];
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i] ?? Number.NaN, expected[i] ?? Number.NaN];
    if (!Number.isFinite(a - e)) return Number.POSITIVE_INFINITY;
    worst = Math.max(worst, Math.abs(a - e));
    scale = Math.max(scale, Math.abs(e));
  }
  return worst / scale;
}
