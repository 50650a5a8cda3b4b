/** Runtimes side by side on one task, in interleaved rounds. */

import { quantile } from '../../../engine/core/numeric.ts';

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

/** One racer's figures; the error of what is timed beside is 0. */
export interface RaceResult {
  readonly name: string;
  /** Median over the rounds, a pass. */
  readonly ms: number;
  /** Largest difference from the first racer's result, relative to the largest number of that. */
  readonly maxRelError: number;
}

/** First passes that take longer are not repeated before they are timed. */
const LONG_MS = 4000;
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
    /** Timed in the same rounds, last, on a task of its own: its result is not compared. */
    readonly beside?: Racer;
    readonly onProgress: (message: string) => void;
  },
): Promise<RaceResult[]> {
  const { beside, rounds, seconds, precision, onProgress } = options;
  const results: Float32Array[] = [];
  const entrants: Entrant[] = [];
  for (const racer of racers) {
    onProgress(`warming up ${racer.name} …`);
    const entrant = await enter(racer, seconds);
    onProgress(`${racer.name}: ${Math.round(entrant.firstMs * 10) / 10} ms at first`);
    results.push((await racer.read()).slice());
    entrants.push(entrant);
  }
  const errors = results.map((result) => difference(result, results[0] as Float32Array));
  errors.forEach((error, i) => {
    if (error <= LARGEST_ERROR[precision]) return;
    throw new Error(`${racers[i]?.name} differs from ${racers[0]?.name} by ${error}.`);
  });
  if (beside) entrants.push(await enter(beside, seconds));
  for (let round = 0; round < rounds; round++) {
    for (const { racer, passes, times } of entrants) times.push(await timePasses(racer, passes));
  }
  return entrants.map(({ racer, times }, i) => ({
    name: racer.name,
    ms: quantile(times, 0.5),
    maxRelError: errors[i] ?? 0,
  }));
}

interface Entrant {
  readonly racer: Racer;
  /** Milliseconds of a pass before the rounds. */
  readonly firstMs: number;
  /** A round's. */
  readonly passes: number;
  /** Milliseconds a pass, by round. */
  readonly times: number[];
}

/** Warms a racer up and finds how many passes fill a round. */
async function enter(racer: Racer, seconds: number): Promise<Entrant> {
  const first = await timePasses(racer, 1);
  // What is slow in its second pass is slow in its first already.
  const firstMs = first > LONG_MS ? first : await timePasses(racer, 1);
  const passes = Math.max(1, Math.round((seconds * 1000) / firstMs));
  return { racer, firstMs, passes, times: [] };
}

/** Milliseconds a pass. */
async function timePasses(racer: Racer, passes: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < passes; i++) await racer.pass();
  await racer.finish();
  return (performance.now() - start) / passes;
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
