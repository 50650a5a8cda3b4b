import { performance } from 'node:perf_hooks';
import { messageOf } from '../../../engine/core/errors.ts';
import { createRandom } from '../../../engine/core/random.ts';
import type { AdapterDescription } from '../../../engine/gpu/adapter.ts';
import { memoryTuneStore } from '../../../engine/inference/tune.ts';
import type { Net } from './net.ts';
import { matrixNet } from './nets.ts';
import { onnxFile } from './onnx-file.ts';
import { openBenchDevice, openOurs } from './ours.ts';
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
  /**
   * A matrix product by our kernels in the same rounds, and ours as a share of it; more than 1 where
   * a convolution does with fewer multiplications than its definition has.
   */
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
const CEILING_PASSES = 3;
/** Peers whose result differs by more than this compute something else. */
const LARGEST_ERROR = { f32: 1e-3, f16: 5e-2 } as const;

/** Runs all nets on ours and the peers. @throws when a peer's result differs from ours */
export async function compare(options: Comparison): Promise<void> {
  const { context, faults } = await openBenchDevice();
  const tuned = options.tune ? memoryTuneStore() : null;
  const openNet = (net: Net) => {
    const input = randomPicture(elementsOf(net.input));
    const request = { net, file: onnxFile(net), input, device: context.device };
    const { precision } = options;
    return { request, opening: openOurs(request, { context, precision, tuned }) };
  };
  const matrix = matrixNet();
  const ceiling = { flops: matrix.flops, runner: await openNet(matrix).opening };
  for (const net of options.nets) {
    const { request, opening } = openNet(net);
    const runners = [await opening];
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
      ceiling,
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
  options: Comparison & {
    readonly adapter: AdapterDescription;
    readonly ceiling: { readonly flops: number; readonly runner: Runner };
  },
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
  const { ceiling } = options;
  const ceilingTimes: number[] = [];
  await timePasses(ceiling.runner, 1);
  for (let round = 0; round < options.rounds; round++) {
    ceilingTimes.push(await timePasses(ceiling.runner, CEILING_PASSES));
    for (const [i, runner] of runners.entries()) {
      times[i]?.push(await timePasses(runner, passes[i] ?? 1));
    }
  }
  const [oursMs = 0, ...peersMs] = times.map(median);
  const oursGflops = net.flops / oursMs / 1e6;
  const ceilingGflops = ceiling.flops / median(ceilingTimes) / 1e6;
  peersMs.forEach((peerMs, i) => {
    options.onResult({
      case: net.title,
      precision,
      oursMs: rounded(oursMs),
      oursGflops: rounded(oursGflops),
      ceilingGflops: rounded(ceilingGflops),
      ceilingShare: rounded(oursGflops / ceilingGflops),
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
