import { performance } from 'node:perf_hooks';
import { messageOf } from '../../../engine/core/errors.ts';
import { createRandom } from '../../../engine/core/random.ts';
import type { AdapterDescription } from '../../../engine/gpu/adapter.ts';
import { memoryTuneStore } from '../../../engine/inference/tune.ts';
import type { Net } from './net.ts';
import { onnxFile } from './onnx-file.ts';
import { measureCeiling, openBenchDevice, openOurs } from './ours.ts';
import { openOnnxruntimeWasm } from './peers/onnxruntime-wasm.ts';
import { openOnnxruntimeWebgpu } from './peers/onnxruntime-webgpu.ts';
import { openTfjs } from './peers/tfjs.ts';
import { elementsOf, type Runner, type RunnerRequest } from './runner.ts';

/** What is compared, and how long. */
export interface Comparison {
  readonly nets: readonly Net[];
  /** Peers by short name; all of {@link PEERS} when empty. */
  readonly peers: readonly string[];
  readonly precision: 'f32' | 'f16';
  /** Whether our kernels are tuned to the device first, rather than chosen by its class. */
  readonly tune: boolean;
  /** Interleaved rounds. */
  readonly rounds: number;
  /** A round takes at least this long, in seconds, and at least one pass. */
  readonly seconds: number;
  readonly onResult: (result: ComparisonResult) => void;
  readonly onProgress: (message: string) => void;
}

/** Ours against one peer on one net. */
export interface ComparisonResult {
  readonly case: string;
  readonly precision: 'f32' | 'f16';
  readonly oursMs: number;
  readonly oursGflops: number;
  /** The fastest matrix product of the device, and ours as a share of it. */
  readonly ceilingGflops: number;
  readonly ceilingShare: number;
  readonly peer: string;
  readonly peerMs: number;
  readonly ratio: number;
  readonly maxRelError: number;
  readonly adapter: AdapterDescription;
}

/** Ways to open a peer, by short name. */
const PEERS: Readonly<Record<string, (request: RunnerRequest) => Promise<Runner>>> = {
  ort: openOnnxruntimeWebgpu,
  wasm: (request) => openOnnxruntimeWasm(request, 1),
  tfjs: openTfjs,
};

/** Short names of the peers. */
export const peerNames = Object.keys(PEERS);

/** First passes that take longer are not repeated before they are timed. */
const LONG_MS = 4000;
/** Peers whose result differs by more than this compute something else. */
const LARGEST_ERROR = { f32: 1e-3, f16: 5e-2 } as const;

/** Runs all nets on ours and the peers. @throws when a peer's result differs from ours */
export async function compare(options: Comparison): Promise<void> {
  const opened = await openBenchDevice();
  const { context, faults } = opened;
  options.onProgress('measuring the fastest matrix product of the device');
  const ceilingGflops = rounded(await measureCeiling(opened));
  const tuned = options.tune ? memoryTuneStore() : null;
  for (const net of options.nets) {
    const input = randomPicture(elementsOf(net.input));
    const request = { net, file: onnxFile(net), input, device: context.device };
    const ours = await openOurs(request, { context, precision: options.precision, tuned });
    const runners = [ours];
    for (const name of options.peers.length > 0 ? options.peers : peerNames) {
      const open = PEERS[name];
      if (!open) throw new Error(`There is no peer "${name}".`);
      try {
        runners.push(await open(request));
      } catch (thrown) {
        options.onProgress(`${name} cannot run ${net.title}: ${messageOf(thrown)}`);
      }
    }
    await compareRunners(net, runners, {
      ...options,
      adapter: context.adapter,
      ceilingGflops,
    });
    for (const runner of runners) await runner.close();
    if (faults.length > 0) throw new Error(`The GPU complained: ${faults.join('; ')}`);
  }
}

function randomPicture(length: number): Float32Array<ArrayBuffer> {
  const random = createRandom(7);
  return Float32Array.from({ length }, () => random.range(0, 1));
}

async function compareRunners(
  net: Net,
  runners: readonly Runner[],
  options: Comparison & Pick<ComparisonResult, 'adapter' | 'ceilingGflops'>,
): Promise<void> {
  const { precision, onProgress } = options;
  const results: Float32Array[] = [];
  const passes: number[] = [];
  for (const runner of runners) {
    onProgress(`${net.title}: warming up ${runner.name}`);
    const first = await timePasses(runner, 1);
    // What is slow in its second pass is slow in its first already.
    const ms = first > LONG_MS ? first : await timePasses(runner, 1);
    passes.push(Math.max(1, Math.round((options.seconds * 1000) / ms)));
    results.push(await runner.read());
  }
  const errors = results.map((result) => relativeError(result, results[0] as Float32Array));
  errors.forEach((error, i) => {
    if (error <= LARGEST_ERROR[precision]) return;
    throw new Error(`${runners[i]?.name} differs from ours on ${net.title} by ${error}.`);
  });
  const times = runners.map((): number[] => []);
  for (let round = 0; round < options.rounds; round++) {
    for (const [i, runner] of runners.entries()) {
      times[i]?.push(await timePasses(runner, passes[i] ?? 1));
    }
  }
  const [oursMs = 0, ...peersMs] = times.map(median);
  peersMs.forEach((peerMs, i) => {
    options.onResult({
      case: net.title,
      precision,
      oursMs: rounded(oursMs),
      oursGflops: rounded(net.flops / oursMs / 1e6),
      ceilingGflops: options.ceilingGflops,
      ceilingShare: rounded(net.flops / oursMs / 1e6 / options.ceilingGflops),
      peer: runners[i + 1]?.name ?? '',
      peerMs: rounded(peerMs),
      ratio: rounded(peerMs / oursMs),
      maxRelError: errors[i + 1] ?? 0,
      adapter: options.adapter,
    });
  });
}

/** Milliseconds a pass: all are put in the queue, then waited for once. */
async function timePasses(runner: Runner, passes: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < passes; i++) await runner.pass();
  await runner.finish();
  return (performance.now() - start) / passes;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

const rounded = (value: number) => Math.round(value * 1000) / 1000;

/** Largest difference relative to the largest value. */
function relativeError(actual: Float32Array, expected: Float32Array): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let [worst, scale] = [0, 1e-6];
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [actual[i] ?? Number.NaN, expected[i] ?? Number.NaN];
    const difference = Math.abs(a - e);
    if (!(difference <= Number.MAX_VALUE)) return Number.POSITIVE_INFINITY;
    worst = Math.max(worst, difference);
    scale = Math.max(scale, Math.abs(e));
  }
  return worst / scale;
}
