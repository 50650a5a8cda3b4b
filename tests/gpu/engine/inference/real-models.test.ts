import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../../engine/core/random.ts';
import { loadModel } from '../../../../engine/inference/onnx/run-model.ts';
import type { Precision } from '../../../../engine/inference/op.ts';
import { type CpuTensor, elementCount, intTensor } from '../../../../engine/inference/tensor.ts';
import { type OpenedContext, openGpuContext } from '../../../support/gpu-context.ts';
import { runOnnxruntime } from '../../../support/onnxruntime.ts';
import { TOLERANCE } from '../../../support/op-cases.ts';
import { fromKeras } from '../../../support/real-models/from-keras.ts';
import { fromTfGraph } from '../../../support/real-models/from-tf-graph.ts';
import { hasModels, MISSING, readTfjs } from '../../../support/real-models/model-files.ts';
import * as published from '../../../support/real-models/published-nets.ts';
import {
  type KerasRun,
  runGraph,
  runKeras,
  startTfjs,
  type Tensors,
} from '../../../support/real-models/tfjs-runs.ts';
import { relativeError } from '../../../support/tensors.ts';

let gpu: OpenedContext;
beforeAll(async () => {
  gpu = await openGpuContext();
  await startTfjs();
});
afterAll(() => {
  expect(gpu.errors).toEqual([]);
  gpu.close();
});

/** Reals between two bounds. */
function reals(shape: readonly number[], seed: number, low = 0, high = 1): CpuTensor {
  const random = createRandom(seed);
  const length = elementCount(shape);
  return {
    dtype: 'f32',
    shape,
    data: Float32Array.from({ length }, () => random.range(low, high)),
  };
}

/** A model as ONNX, what it is fed, and what its own framework makes of that. */
interface Case {
  readonly model: Uint8Array<ArrayBuffer>;
  readonly inputs: Tensors;
  readonly expected: Readonly<Record<string, CpuTensor>>;
}

/** Largest error of several outputs; each is measured against its own largest number. */
function worst(actual: Tensors, expected: Tensors): number {
  const errors = Object.entries(expected).map(([name, reference]) => {
    const result = actual[name];
    return result ? relativeError(result, reference) : Number.NaN;
  });
  return Math.max(...errors);
}

async function errorOnOurs({ model, inputs, expected }: Case, precision: Precision) {
  const shapes = Object.fromEntries(Object.entries(inputs).map(([name, one]) => [name, one.shape]));
  const loaded = await loadModel(model, { context: gpu.context, shapes, precision });
  expect(loaded.backend, loaded.notice).toBe('ours');
  try {
    return worst(await loaded.run(inputs), expected);
  } finally {
    loaded.dispose();
  }
}

async function errorOnOnnxruntime({ model, inputs, expected }: Case): Promise<number> {
  const fed = Object.entries(inputs).map(([name, tensor]) => {
    return [name, { type: tensor.dtype === 'f32' ? 'f32' : 'i64', tensor }] as const;
  });
  return worst(await runOnnxruntime(model, Object.fromEntries(fed)), expected);
}

async function keras(path: string, run: KerasRun = {}): Promise<Case> {
  const files = readTfjs(path);
  const { model, inputs } = fromKeras(files, run);
  const given = Object.fromEntries(
    Object.entries(inputs).map(([name, shape], i) => [name, reals(shape, 40 + i)]),
  );
  return { model, inputs: given, expected: { y: await runKeras(files, given, run) } };
}

async function graph(
  path: string,
  inputs: Tensors,
  outputs: readonly string[],
  open: Readonly<Record<string, readonly (number | string)[]>>,
): Promise<Case> {
  const files = readTfjs(path);
  const expected = await runGraph(files, inputs, outputs);
  return { model: fromTfGraph(files, open, outputs), inputs, expected };
}

/** Pictures of channels last as channels second. */
function planes({ shape: [n = 1, h = 1, w = 1, c = 1], data }: CpuTensor): CpuTensor {
  const turned = Float32Array.from(data, (_, i) => {
    const [channel, pixel] = [Math.floor(i / (h * w)) % c, i % (h * w)];
    return data[pixel * c + channel] ?? 0;
  });
  return { dtype: 'f32', shape: [n, c, h, w], data: turned };
}

function fastStyle(style: string): Case {
  const x = reals([1, 32, 32, 3], 7, 0, 255);
  const expected = { y: planes(published.runFastStyle(style, x)) };
  return { model: published.fastStyleModel(style, 32), inputs: { x: planes(x) }, expected };
}

function charRnn(author: string, letters: number): Case {
  const random = createRandom(3);
  const ids = Array.from({ length: 12 }, () => random.index(letters));
  return {
    model: published.charRnnModel(author, ids.length),
    inputs: { ids: intTensor([ids.length, 1], ids) },
    expected: { y: published.runCharRnn(author, ids) },
  };
}

function mnist(): Case {
  const x = reals([5, 784], 9);
  return { model: published.mnistModel(), inputs: { x }, expected: { y: published.runMnist(x) } };
}

const small = 'ml5-small-models';
const stylize = 'transformer/expand/conv3/dilate_conv/Sigmoid';

/** Kernels that are missing from the folder; nothing before the last layer takes them. */
const missingOf: Readonly<Record<string, KerasRun['missing']>> = {
  reference: {
    'conv2d_6/kernel': [3, 3, 256, 512],
    'conv2d_7/kernel': [3, 3, 512, 1024],
  },
  mobilenet: { 'conv_pw_13/kernel': [1, 1, 1024, 1024] },
};

const MODELS: readonly (readonly [string, () => Case | Promise<Case>])[] = [
  ['style transfer, Udnie', () => fastStyle('udnie')],
  ['style transfer, the Great Wave', () => fastStyle('wave')],
  [
    'any style, Magenta',
    () =>
      graph(
        'arbitrary-style-transformer/model.json',
        { Placeholder: reals([1, 32, 40, 3], 5), Placeholder_1: reals([1, 1, 1, 100], 6, -1, 1) },
        [stylize],
        { Placeholder: ['n', 'h', 'w', 3], Placeholder_1: ['m', 1, 1, 100] },
      ),
  ],
  ['Darknet tiny', () => keras('darknet-imagenet/darknettiny/model.json', { input: [64, 64, 3] })],
  [
    'Darknet reference, five blocks',
    () =>
      keras('darknet-imagenet/darknetreference/model.json', {
        input: [64, 64, 3],
        until: 'leaky_re_lu_5',
        ...(missingOf.reference && { missing: missingOf.reference }),
      }),
  ],
  [
    'MobileNet v1, twelve blocks',
    () =>
      keras('mobilenet-v1-1.0/model.json', {
        input: [64, 64, 3],
        until: 'conv_pw_12_relu',
        ...(missingOf.mobilenet && { missing: missingOf.mobilenet }),
      }),
  ],
  ['CREPE tiny', () => keras(`${small}/pitch-detection/crepe/model.json`)],
  ['sketches by a decoder', () => keras(`${small}/CVAE/quick_draw/models/model.json`)],
  ['doodlenet', () => keras(`${small}/doodlenet/model.json`)],
  ['letters after Darwin', () => charRnn('darwin', 100)],
  ['letters after Shakespeare', () => charRnn('shakespeare', 65)],
  ['digits', mnist],
  [
    'ESRGAN slim, twice the size',
    () => keras('npm-weights/esrgan-slim/x2/model.json', { input: [16, 20, 3] }),
  ],
  [
    'ESRGAN slim, three times',
    () => keras('npm-weights/esrgan-slim/x3/model.json', { input: [12, 12, 3] }),
  ],
  [
    'Basic Pitch',
    () =>
      graph(
        'npm-weights/basic-pitch/model.json',
        { input_2: reals([1, 43844, 1], 8, -1, 1) },
        ['Identity', 'Identity_1', 'Identity_2'],
        { input_2: ['n', 43844, 1] },
      ),
  ],
];

/** Models that every run tries; the others take minutes on a processor. */
const QUICK = ['sketches by a decoder', 'letters after Shakespeare', 'digits'];
const isFull = process.env.PHOSPHENE_FULL !== undefined;
const skipped = MODELS.length - QUICK.length;

describe.skipIf(!hasModels)(`models that others made${hasModels ? '' : `: ${MISSING}`}`, () => {
  const tried = MODELS.filter(([name]) => isFull || QUICK.includes(name));

  it.each(tried)(
    'give on our kernels, and on onnxruntime, what their framework gives: %s',
    async (_, make) => {
      const one = await make();
      expect(await errorOnOurs(one, 'f32')).toBeLessThanOrEqual(TOLERANCE.f32);
      expect(await errorOnOnnxruntime(one)).toBeLessThanOrEqual(TOLERANCE.f32);
    },
    600_000,
  );

  it.for(tried)('keep to it in halves: %s', { timeout: 600_000 }, async ([, make], { skip }) => {
    if (!gpu.context.device.features.has('shader-f16')) {
      skip('This device has no shader-f16.');
    }
    expect(await errorOnOurs(await make(), 'f16')).toBeLessThanOrEqual(TOLERANCE.f16);
  });

  it.skipIf(!isFull)(`are tried all in a full run (PHOSPHENE_FULL=1): ${skipped} more`, () => {
    expect(tried).toHaveLength(MODELS.length);
  });
});
