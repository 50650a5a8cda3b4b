import { messageOf } from '../../../engine/core/errors.ts';
import { createRandom } from '../../../engine/core/random.ts';
import type { AdapterDescription } from '../../../engine/gpu/adapter.ts';
import { memoryTuneStore } from '../../../engine/inference/tune.ts';
import type { Net } from './net.ts';
import { elementsOf, type NetRequest } from './net-request.ts';
import { matrixNet } from './nets.ts';
import { onnxFile } from './onnx-file.ts';
import { openBenchDevice, openOurs } from './ours.ts';
import { openOnnxruntimeWasm } from './peers/onnxruntime-wasm.ts';
import { openOnnxruntimeWebgpu } from './peers/onnxruntime-webgpu.ts';
import { openTfjs } from './peers/tfjs.ts';
import { type Racer, race } from './race.ts';

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
const PEERS: Readonly<Record<string, (request: NetRequest) => Promise<Racer>>> = {
  ort: openOnnxruntimeWebgpu,
  wasm: (request) => openOnnxruntimeWasm(request, 1),
  tfjs: openTfjs,
};

/** Short names of the peers. */
export const peerNames = Object.keys(PEERS);

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
  const ceiling = { flops: matrix.flops, racer: await openNet(matrix).opening };
  for (const net of options.nets) {
    const { request, opening } = openNet(net);
    const racers = [await opening];
    for (const name of options.peers.length > 0 ? options.peers : peerNames) {
      const open = PEERS[name];
      if (!open) throw new Error(`There is no peer "${name}".`);
      try {
        racers.push(await open(request));
      } catch (thrown) {
        options.onProgress(`${name} cannot run ${net.title}: ${messageOf(thrown)}`);
      }
    }
    await compareRacers(net, racers, {
      ...options,
      adapter: context.adapter,
      ceiling,
    });
    for (const racer of racers) await racer.close();
    if (faults.length > 0) throw new Error(`The GPU complained: ${faults.join('; ')}`);
  }
}

function randomPicture(length: number): Float32Array<ArrayBuffer> {
  const random = createRandom(7);
  return Float32Array.from({ length }, () => random.range(0, 1));
}

async function compareRacers(
  net: Net,
  racers: readonly Racer[],
  options: Comparison & {
    readonly adapter: AdapterDescription;
    readonly ceiling: { readonly flops: number; readonly racer: Racer };
  },
): Promise<void> {
  const { ceiling } = options;
  const results = await race(racers, {
    ...options,
    beside: ceiling.racer,
    onProgress: (message) => options.onProgress(`${net.title}: ${message}`),
  });
  const [ours, ...others] = results.slice(0, -1);
  const oursMs = ours?.ms ?? 0;
  const oursGflops = net.flops / oursMs / 1e6;
  const ceilingGflops = ceiling.flops / (results.at(-1)?.ms ?? 0) / 1e6;
  for (const { name, ms, maxRelError } of others) {
    options.onResult({
      case: net.title,
      precision: options.precision,
      oursMs: rounded(oursMs),
      oursGflops: rounded(oursGflops),
      ceilingGflops: rounded(ceilingGflops),
      ceilingShare: rounded(oursGflops / ceilingGflops),
      peer: name,
      peerMs: rounded(ms),
      ratio: rounded(ms / oursMs),
      maxRelError,
      adapter: options.adapter,
    });
  }
}

const rounded = (value: number) => Math.round(value * 1000) / 1000;
