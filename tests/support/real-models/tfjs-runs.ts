/** Models run by TensorFlow.js on the processor: the framework that they were published for. */

import '@tensorflow/tfjs-backend-cpu';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel, model as modelOf } from '@tensorflow/tfjs-layers';
import { type CpuTensor, elementCount } from '../../../engine/inference/tensor.ts';
import type { TfjsFiles } from './model-files.ts';

/** Tensors by name. */
export type Tensors = Readonly<Record<string, CpuTensor>>;

/** A tensor of ours as one of tfjs. */
export const toTf = ({ data, shape }: CpuTensor): tf.Tensor =>
  tf.tensor(Float32Array.from(data), [...shape]);

/** A tensor of tfjs as one of ours. */
export function fromTf(value: tf.Tensor): CpuTensor {
  return { dtype: 'f32', shape: value.shape, data: Float32Array.from(value.dataSync()) };
}

/** Starts tfjs on the processor. */
export async function startTfjs(): Promise<void> {
  await tf.setBackend('cpu');
  await tf.ready();
}

/** Weights as tfjs loads them; those that are missing are zeros. */
function artifacts(
  { topology, weights }: TfjsFiles,
  missing: Readonly<Record<string, readonly number[]>>,
) {
  const all = [
    ...weights,
    ...Object.entries(missing).map(
      ([name, shape]) =>
        [name, { shape, dtype: 'float32', data: new Float32Array(elementCount(shape)) }] as const,
    ),
  ];
  return {
    modelTopology: topology,
    weightSpecs: all.map(([name, { shape, dtype }]) => ({ name, shape: [...shape], dtype })),
    weightData: Buffer.concat(all.map(([, { data }]) => Buffer.from(data.buffer))).buffer.slice(0),
  };
}

/** How a Keras model is run. */
export interface KerasRun {
  /** Extents of the picture that goes in, in place of those that the model names. */
  readonly input?: readonly number[];
  /** Name of the last layer. */
  readonly until?: string;
  /** Extents of weights that are not there, of layers behind the last one. */
  readonly missing?: Readonly<Record<string, readonly number[]>>;
}

/** A copy of a topology whose input has other extents. */
function resized(topology: TfjsFiles['topology'], input: readonly number[]) {
  const text = JSON.stringify(topology);
  return JSON.parse(text, (key, value: unknown) =>
    key === 'batch_input_shape' ? [null, ...input] : value,
  ) as TfjsFiles['topology'];
}

/** What tfjs makes of a Keras model. */
export async function runKeras(
  files: TfjsFiles,
  inputs: Tensors,
  { input, until, missing = {} }: KerasRun = {},
): Promise<CpuTensor> {
  const topology = input ? resized(files.topology, input) : files.topology;
  const handler = tf.io.fromMemory(
    artifacts({ ...files, topology }, missing) as tf.io.ModelArtifacts,
  );
  const whole = await loadLayersModel(handler);
  const model: LayersModel =
    until === undefined
      ? whole
      : modelOf({ inputs: whole.inputs, outputs: whole.getLayer(until).output });
  const given = model.inputs.map(({ name }, i) => {
    const tensor = inputs[name] ?? Object.values(inputs)[i];
    if (!tensor) throw new Error(`There is no input ${name}.`);
    return toTf(tensor);
  });
  return fromTf(model.predict(given.length === 1 ? (given[0] as tf.Tensor) : given) as tf.Tensor);
}

/** What tfjs makes of a graph. */
export async function runGraph(
  files: TfjsFiles,
  inputs: Tensors,
  outputs: readonly string[],
): Promise<Record<string, CpuTensor>> {
  const model = await loadGraphModel(
    tf.io.fromMemory(artifacts(files, {}) as tf.io.ModelArtifacts),
  );
  const given = Object.entries(inputs).map(([name, one]) => [name, toTf(one)] as const);
  const results = model.execute(Object.fromEntries(given), [...outputs]);
  const all = Array.isArray(results) ? results : [results];
  return Object.fromEntries(outputs.map((name, i) => [name, fromTf(all[i] as tf.Tensor)]));
}
