import type * as Tf from '@tensorflow/tfjs-core';
import type { NetRequest } from '../net-request.ts';
import type { PublishedGraph } from '../published-net.ts';
import type { Racer } from '../race.ts';
import { finishTfjs, readPlanar, startTfjs } from './tfjs.ts';

function artifactsOf({ topology, specs, data }: PublishedGraph): Tf.io.ModelArtifacts {
  return {
    modelTopology: topology,
    weightSpecs: specs.map(({ name, shape, dtype }) => ({ name, shape: [...shape], dtype })),
    weightData: data,
  };
}

/**
 * A net as it was published, by TensorFlow.js's own loader on WebGPU: what a page that uses it runs.
 * Picture and result stay on the GPU. @throws Error for a net that was not published so
 */
export async function openTfjsGraph({ net, input, device }: NetRequest): Promise<Racer> {
  const { published } = net;
  if (!published) throw new Error('it was not published as a graph of TensorFlow.js.');
  const tf = await startTfjs(device);
  const { loadGraphModel } = await import('@tensorflow/tfjs-converter');
  const { graph, names, code } = published;
  const model = await loadGraphModel(tf.io.fromMemory(artifactsOf(graph)));
  const { channels, height, width } = net.input;
  const given = {
    [names.picture]: tf.tidy(() =>
      tf.transpose(tf.tensor4d(input, [1, channels, height, width]), [0, 2, 3, 1]),
    ),
    [names.code]: tf.tensor4d(code, [1, 1, 1, code.length]),
  };
  let result: Tf.Tensor | null = null;
  return {
    name: 'tfjs webgpu, the published graph',
    pass() {
      result?.dispose();
      result = tf.tidy(() => model.execute(given, names.result) as Tf.Tensor);
    },
    finish: () => finishTfjs(tf, device),
    read: () => readPlanar(tf, result),
    close() {
      result?.dispose();
      tf.dispose(given);
      model.dispose();
    },
  };
}
