import { expect, it } from 'vitest';
import { addFastStyle } from '../../../../../app/cli/measure/fast-style.ts';
import { GraphBuilder, runReference } from '../../../../../engine/inference/graph.ts';
import { type CpuTensor, tensor } from '../../../../../engine/inference/tensor.ts';
import { hasModels, MISSING, readVariables } from '../../../../support/real-models/model-files.ts';
import { runFastStyle } from '../../../../support/real-models/published-nets.ts';
import { startTfjs } from '../../../../support/real-models/tfjs-runs.ts';

const SIDE = 8;
if (!hasModels) console.warn(MISSING);

/** A picture `[1, 3, h, w]` in 0..1. */
const picture = tensor(
  [1, 3, SIDE, SIDE],
  Float32Array.from({ length: 3 * SIDE * SIDE }, (_, i) => 0.5 + 0.5 * Math.sin(i * 0.37)),
);

/** `[1, c, h, w]` as `[1, h, w, c]`, times a factor. */
function interleaved({ shape, data }: CpuTensor, factor: number): CpuTensor {
  const [, channels = 1, height = 1, width = 1] = shape;
  const values = Float32Array.from(
    { length: data.length },
    (_, i) => factor * (data[(i % channels) * height * width + Math.floor(i / channels)] ?? 0),
  );
  return tensor([1, height, width, channels], values);
}

it.skipIf(!hasModels)('paints what the fast style net paints in TensorFlow.js', async () => {
  await startTfjs();
  const builder = new GraphBuilder();
  const given = builder.input('picture', picture);
  const variables = new Map(
    [...readVariables('fast-style/udnie')].map(([name, { shape, data }]) => [
      name,
      tensor(shape, data),
    ]),
  );
  const graph = builder.build([addFastStyle(builder, variables, given)]);
  const [ours] = Object.values(runReference(graph, { picture }));
  if (!ours) expect.fail('nothing was painted');
  const theirs = runFastStyle('udnie', interleaved(picture, 255));
  const painted = interleaved(ours, 1);
  const errors = Array.from(painted.data, (value, i) =>
    Math.abs(value - Math.min(1, Math.max(0, (theirs.data[i] ?? Number.NaN) / 255))),
  );
  expect(Math.max(...errors)).toBeLessThan(1e-4);
});
