import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InstrumentError } from '../../../../../engine/core/errors.ts';
import { type Graph, runReference } from '../../../../../engine/inference/graph.ts';
import { describeModel, importOnnx } from '../../../../../engine/inference/onnx/import.ts';
import { elementCount, type Shape } from '../../../../../engine/inference/tensor.ts';
import { requireSha256, sha256 } from '../../../../../engine/inference/weights/digest.ts';
import { fuzzRuns, mutate } from '../../../../support/mutations.ts';
import { type FedTensor, runOnnxruntime } from '../../../../support/onnxruntime.ts';
import { randomModels } from '../../../../support/random-onnx/random-models.ts';
import { fromKeras } from '../../../../support/real-models/from-keras.ts';
import { fromTfGraph } from '../../../../support/real-models/from-tf-graph.ts';
import { hasModels, MISSING, readTfjs } from '../../../../support/real-models/model-files.ts';
import { relativeError } from '../../../../support/tensors.ts';

/** A file to damage, and what it is fed when it is small enough to be run. */
interface Sound {
  readonly model: Uint8Array<ArrayBuffer>;
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly inputs?: Readonly<Record<string, FedTensor>>;
}

/** Models of every operator, and models that others trained, where they are here. */
function soundFiles(): Sound[] {
  const random: Sound[] = fc.sample(randomModels(8), { numRuns: 40, seed: 7 });
  if (!hasModels) return random;
  const sketches = fromKeras(readTfjs('ml5-small-models/CVAE/quick_draw/models/model.json'));
  const style = readTfjs('arbitrary-style-transformer/model.json');
  const open = { Placeholder: ['n', 'h', 'w', 3], Placeholder_1: ['m', 1, 1, 100] };
  return [
    ...random,
    { model: sketches.model, shapes: sketches.inputs },
    {
      model: fromTfGraph(style, open, ['transformer/expand/conv3/dilate_conv/Sigmoid']),
      shapes: { Placeholder: [1, 16, 16, 3], Placeholder_1: [1, 1, 1, 100] },
    },
  ];
}

/** The longest that a file of a few megabytes may keep the reader, on a slow and busy processor. */
const LONGEST_MS = 20_000;
/** Bytes of constants that an import may make beyond what the file holds. */
const MOST_MADE = 2 ** 29;

/** What is loaded holds together: every shape follows from its rule, every constant fills its own. */
function expectSound(graph: Graph, bytes: Uint8Array, about: string): void {
  for (const { op, inputs, outputs, attributes, label } of graph.nodes) {
    const types = op.infer(inputs, attributes).map(({ dtype, shape }) => ({ dtype, shape }));
    const made = outputs.map(({ dtype, shape }) => ({ dtype, shape }));
    expect(made, `${label} of ${about}`).toEqual(types);
  }
  let held = 0;
  for (const { shape, data, dtype } of graph.constants.values()) {
    expect(data.length, about).toBe(elementCount(shape));
    const kind = { f32: Float32Array, i32: Int32Array, i8: Int8Array }[dtype];
    expect(data, about).toBeInstanceOf(kind);
    held += data.byteLength;
  }
  expect(held, about).toBeLessThanOrEqual(MOST_MADE + 8 * bytes.length);
}

const isTame = (values: ArrayLike<number>) =>
  Array.from(values).every((value) => Math.abs(value) < 1e4);

/** Whether running a graph is quick, and not all about the last places of huge numbers. */
function canBeRun({ nodes, constants }: Graph): boolean {
  const elements = nodes.flatMap(({ outputs }) => outputs.map(({ shape }) => elementCount(shape)));
  const all = elements.reduce((sum, one) => sum + one, 0);
  return all < 60_000 && [...constants.values()].every(({ data }) => isTame(data));
}

/** Where onnxruntime takes the damaged file too, both must make the same of it. */
async function expectSameMeaning(
  graph: Graph,
  bytes: Uint8Array<ArrayBuffer>,
  inputs: Readonly<Record<string, FedTensor>>,
  about: string,
): Promise<boolean> {
  const given = Object.entries(inputs).map(([name, { tensor }]) => [name, tensor] as const);
  const takes = graph.inputs.every(
    ({ name, shape }) => inputs[name]?.tensor.shape.join() === shape.join(),
  );
  if (!takes || !canBeRun(graph)) return false;
  const expected = await runOnnxruntime(bytes, inputs).catch(() => null);
  if (!expected) return false;
  const actual = runReference(graph, Object.fromEntries(given));
  for (const [name, reference] of Object.entries(expected)) {
    const result = actual[name];
    if (!result || !isTame(reference.data)) continue;
    expect(relativeError(result, reference), `${name} of ${about}`).toBeLessThanOrEqual(1e-3);
  }
  return true;
}

describe('a damaged ONNX file', () => {
  const runs = fuzzRuns(250, 4000);
  const note = hasModels ? '' : `, without trained models: ${MISSING}`;

  it(`is refused in words, or means what it says: ${runs}${note}`, async () => {
    const files = soundFiles();
    const hashes = await Promise.all(files.map(({ model }) => sha256(model)));
    const counts = { refused: 0, loaded: 0, compared: 0 };
    for (let seed = 0; seed < runs; seed++) {
      const { model, shapes, inputs } = files[seed % files.length] as Sound;
      const { kind, bytes } = mutate(model, seed);
      const about = `${kind}, seed ${seed}`;
      const hash = hashes[seed % files.length] ?? '';
      await expect(requireSha256('It', bytes, hash), about).rejects.toBeInstanceOf(InstrumentError);
      const start = performance.now();
      let graph: Graph | undefined;
      try {
        describeModel(bytes);
        graph = importOnnx(bytes, { shapes });
      } catch (thrown) {
        expect(thrown, about).toBeInstanceOf(InstrumentError);
        counts.refused += 1;
      }
      expect(performance.now() - start, about).toBeLessThan(LONGEST_MS);
      if (!graph) continue;
      counts.loaded += 1;
      expectSound(graph, bytes, about);
      if (inputs && (await expectSameMeaning(graph, bytes, inputs, about))) counts.compared += 1;
    }
    // Damage of either kind must have been met, or nothing was tried.
    expect(Math.min(counts.refused, counts.loaded, counts.compared)).toBeGreaterThan(runs / 20);
  }, 3_600_000);
});
