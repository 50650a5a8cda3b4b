import {
  AS_PUBLISHED,
  type ComparisonReports,
  type ComparisonRequest,
  compare,
  type OpenPeer,
} from './compare.ts';
import { openDawnDevice } from './dawn-device.ts';
import { openOnnxruntimeWasm } from './peers/onnxruntime-wasm.ts';
import { openOnnxruntimeWebgpu } from './peers/onnxruntime-webgpu.ts';
import { openTfjs } from './peers/tfjs.ts';
import { openTfjsGraph } from './peers/tfjs-graph.ts';
import type { PublishedGraph } from './published-net.ts';

const peers: Readonly<Record<string, OpenPeer>> = {
  ort: openOnnxruntimeWebgpu,
  wasm: (request) => openOnnxruntimeWasm(request, 1),
  tfjs: openTfjs,
  [AS_PUBLISHED]: openTfjsGraph,
};

/** Compares nets in Node, on Dawn. @throws when a peer's result differs from ours */
export async function compareOnDawn(
  request: ComparisonRequest,
  reports: ComparisonReports,
  transformer: PublishedGraph | null,
): Promise<void> {
  await compare(request, { ...reports, device: await openDawnDevice(), peers, transformer });
}
