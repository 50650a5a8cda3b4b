import { messageOf } from '../../../engine/core/errors.ts';
import { createRandom } from '../../../engine/core/random.ts';
import type { AdapterDescription } from '../../../engine/gpu/adapter.ts';
import { memoryTuneStore } from '../../../engine/inference/tune.ts';
import type { BenchDevice } from './bench-device.ts';
import type { Net } from './net.ts';
import { elementsOf, type NetRequest } from './net-request.ts';
import { convNets, matrixNet, styleNets } from './nets.ts';
import { onnxFile } from './onnx-file.ts';
import { openOurs } from './ours.ts';
import type { PublishedGraph } from './published-net.ts';
import { type Racer, race } from './race.ts';

/** What is compared, and how long: plain values, which a page can be told. */
export interface ComparisonRequest {
  readonly bench: 'conv' | 'style';
  /** Only nets whose title has this in it. */
  readonly case: string;
  /** Peers by short name; all when empty. */
  readonly peers: readonly string[];
  readonly precision: 'f32' | 'f16';
  /** Whether our kernels are tuned to the device first, rather than chosen by its class. */
  readonly tune: boolean;
  /** Interleaved rounds. */
  readonly rounds: number;
  /** A round takes at least this long, in seconds, and at least one pass. */
  readonly seconds: number;
}

/** Where a comparison tells what it does and finds. */
export interface ComparisonReports {
  readonly onResult: (result: ComparisonResult) => void;
  readonly onProgress: (message: string) => void;
}

/** Opens a net on a peer. @throws when the peer cannot run it */
export type OpenPeer = (request: NetRequest) => Promise<Racer>;

/** Where nets are compared. */
export interface Place extends ComparisonReports {
  readonly device: BenchDevice;
  /** Ways to open a peer, by short name. */
  readonly peers: Readonly<Record<string, OpenPeer>>;
  /** Magenta's transformer as it was published, where it is here. */
  readonly transformer?: PublishedGraph | null;
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

/** Runs nets on ours and the peers. @throws when a peer's result differs from ours */
export async function compare(request: ComparisonRequest, place: Place): Promise<void> {
  const { context, faults } = place.device;
  const { precision } = request;
  const tuned = request.tune ? memoryTuneStore() : null;
  const netOpener = (net: Net) => {
    const input = randomPicture(elementsOf(net.input));
    const given = { net, file: onnxFile(net), input, device: context.device };
    return { given, open: () => openOurs(given, { context, precision, tuned }) };
  };
  const matrix = matrixNet();
  const ceiling = { flops: matrix.flops, racer: await netOpener(matrix).open() };
  const nets = request.bench === 'conv' ? convNets() : styleNets(place.transformer ?? null);
  for (const net of nets.filter(({ title }) => title.includes(request.case))) {
    const { given, open } = netOpener(net);
    const peers = await openPeers(given, request, place);
    if (peers.length === 0) continue;
    const racers = [await open(), ...peers];
    await compareRacers(net, racers, request, { ...place, ceiling });
    for (const racer of racers) await racer.close();
    if (faults.length > 0) throw new Error(`The GPU complained: ${faults.join('; ')}`);
  }
}

/** The peer that runs nets as others published them, and no others. */
export const AS_PUBLISHED = 'published';

/** The peers that can run a net; who cannot is told. */
async function openPeers(
  given: NetRequest,
  { peers: named }: ComparisonRequest,
  { peers, onProgress }: Place,
): Promise<Racer[]> {
  const racers: Racer[] = [];
  for (const name of named.length > 0 ? named : Object.keys(peers)) {
    if (name === AS_PUBLISHED && !given.net.published) continue;
    const open = peers[name];
    if (!open) throw new Error(`There is no peer "${name}".`);
    try {
      racers.push(await open(given));
    } catch (thrown) {
      onProgress(`${name} cannot run ${given.net.title}: ${messageOf(thrown)}`);
    }
  }
  return racers;
}

function randomPicture(length: number): Float32Array<ArrayBuffer> {
  const random = createRandom(7);
  return Float32Array.from({ length }, () => random.range(0, 1));
}

async function compareRacers(
  net: Net,
  racers: readonly Racer[],
  request: ComparisonRequest,
  place: Place & { readonly ceiling: { readonly flops: number; readonly racer: Racer } },
): Promise<void> {
  const { ceiling } = place;
  const results = await race(racers, {
    ...request,
    beside: ceiling.racer,
    onProgress: (message) => place.onProgress(`${net.title}: ${message}`),
  });
  const [ours, ...others] = results.slice(0, -1);
  const oursMs = ours?.ms ?? 0;
  const oursGflops = net.flops / oursMs / 1e6;
  const ceilingGflops = ceiling.flops / (results.at(-1)?.ms ?? 0) / 1e6;
  for (const { name, ms, maxRelError } of others) {
    place.onResult({
      case: net.title,
      precision: request.precision,
      oursMs: rounded(oursMs),
      oursGflops: rounded(oursGflops),
      ceilingGflops: rounded(ceilingGflops),
      ceilingShare: rounded(oursGflops / ceilingGflops),
      peer: name,
      peerMs: rounded(ms),
      ratio: rounded(ms / oursMs),
      maxRelError,
      adapter: place.device.context.adapter,
    });
  }
}

const rounded = (value: number) => Math.round(value * 1000) / 1000;
