import { expect, it } from 'vitest';
import { onnxFile, outputName } from '../../../../../app/cli/measure/onnx-file.ts';
import type { PublishedGraph } from '../../../../../app/cli/measure/published-net.ts';
import { transformerNet } from '../../../../../app/cli/measure/transformer.ts';
import { runReference } from '../../../../../engine/inference/graph.ts';
import { importOnnx } from '../../../../../engine/inference/onnx/import.ts';
import { tensor } from '../../../../../engine/inference/tensor.ts';
import { hasModels, MISSING, readTfjs } from '../../../../support/real-models/model-files.ts';
import { runGraph, startTfjs } from '../../../../support/real-models/tfjs-runs.ts';

const SIDE = 16;
if (!hasModels) console.warn(MISSING);

/** The files as the bench hands them over. */
function publishedGraph(files: ReturnType<typeof readTfjs>): PublishedGraph {
  const weights = [...files.weights];
  const bytes = weights.map(([, { data }]) => new Uint8Array(data.buffer));
  return {
    topology: files.topology,
    specs: weights.map(([name, { shape, dtype }]) => ({ name, shape, dtype })),
    data: new Uint8Array(Buffer.concat(bytes)).buffer,
  };
}

it.skipIf(!hasModels)('is the net that the published graph is', async () => {
  await startTfjs();
  const files = readTfjs('arbitrary-style-transformer/model.json');
  const net = transformerNet(publishedGraph(files), SIDE);
  const { names, code } = net.published ?? expect.fail('it was not published');
  const picture = Float32Array.from({ length: 3 * SIDE * SIDE }, (_, i) => 0.5 + 0.5 * Math.sin(i));
  const graph = importOnnx(onnxFile(net), { file: 'transformer' });
  const input = tensor([1, 3, SIDE, SIDE], picture);
  const { [outputName(net)]: ours } = runReference(graph, { input });
  const plane = SIDE * SIDE;
  const pixels = picture.map((_, i) => picture[(i % 3) * plane + Math.floor(i / 3)] ?? 0);
  const given = {
    [names.picture]: tensor([1, SIDE, SIDE, 3], pixels),
    [names.code]: tensor([1, 1, 1, code.length], code),
  };
  const { [names.result]: theirs } = await runGraph(files, given, [names.result]);
  const errors = Array.from(theirs?.data ?? [], (value, i) =>
    Math.abs(value - (ours?.data[(i % 3) * plane + Math.floor(i / 3)] ?? Number.NaN)),
  );
  expect(errors.length).toBe(3 * plane);
  expect(Math.max(...errors)).toBeLessThan(1e-4);
});
