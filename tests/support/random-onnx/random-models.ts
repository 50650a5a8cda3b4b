/**
 * Random ONNX models for comparing what we make of them with what onnxruntime does: chains and
 * webs of operators whose results depend on their inputs without jumps, so that a difference in the
 * last place stays one.
 */

import fc from 'fast-check';
import type { Shape } from '../../../engine/inference/tensor.ts';
import { writeOnnx } from '../onnx-writer.ts';
import type { FedTensor } from '../onnxruntime.ts';
import { randomTensor } from '../tensors.ts';
import { Draw } from './draw.ts';
import { Sketch, type Step } from './sketch.ts';

/** A model with what it is fed. */
export interface RandomModel {
  readonly model: Uint8Array<ArrayBuffer>;
  readonly inputs: Readonly<Record<string, FedTensor>>;
  /** Shapes of its inputs, which the file may leave open. */
  readonly shapes: Readonly<Record<string, Shape>>;
  /** Operators in order. */
  readonly operators: readonly string[];
  /** Operator set and operators, for messages. */
  readonly about: string;
}

const families = import.meta.glob<readonly Step[]>('./*.ts', { import: 'steps', eager: true });

/** Families that are drawn more often: those of nets' usual parts. */
const WEIGHTS: Readonly<Record<string, number>> = {
  './convolutions.ts': 3,
  './functions.ts': 2,
  './arithmetic.ts': 2,
};

/** Steps of a family that is drawn as often as its weight says, each family by its place. */
const FAMILIES: readonly (readonly Step[])[] = Object.entries(families)
  .filter(([, steps]) => steps !== undefined)
  .flatMap(([path, steps]) => new Array<readonly Step[]>(WEIGHTS[path] ?? 1).fill(steps));

const OPSETS = [11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21];

interface Recipe {
  readonly opset: number;
  readonly shapes: readonly Shape[];
  /** Whether the file leaves its extents open. */
  readonly open: boolean;
  readonly steps: readonly (readonly number[])[];
}

function build({ opset, shapes, open, steps }: Recipe): RandomModel | null {
  const inputs = shapes.map((shape, i) => ({ name: `x${i}`, shape }));
  const sketch = new Sketch(opset, inputs);
  for (const numbers of steps) {
    const draw = new Draw(numbers);
    const step = draw.of(draw.of(FAMILIES));
    // The newest values are drawn most, so that nets grow deep.
    const { values } = sketch;
    step(sketch, draw.of([...values, ...values.slice(-2), ...values.slice(-1)]), draw);
  }
  if (sketch.nodes.length === 0) return null;
  const fed = inputs.map(({ name, shape }, i) => {
    return [name, { type: 'f32', tensor: randomTensor({ dtype: 'f32', shape }, 70 + i) }] as const;
  });
  const operators = sketch.nodes.map(({ op }) => op);
  return {
    model: writeOnnx({
      opset,
      nodes: sketch.nodes,
      inputs: inputs.map(({ name, shape }) => ({
        name,
        type: 'f32',
        shape: open ? shape.map((_, axis) => `${name}.${axis}`) : shape,
      })),
      outputs: sketch.ends.map(({ name }) => ({ name })),
      initializers: sketch.usedInitializers,
    }),
    inputs: Object.fromEntries(fed),
    shapes: Object.fromEntries(inputs.map(({ name, shape }) => [name, shape])),
    operators,
    about: `opset ${opset}: ${operators.join(' ')}`,
  };
}

const extent = (high: number) => fc.integer({ min: 1, max: high });
const side = fc.integer({ min: 2, max: 9 });
const inputShape = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(extent(2), extent(9), side, side) },
  { weight: 2, arbitrary: fc.tuple(extent(3), extent(7), extent(9)) },
  { weight: 1, arbitrary: fc.tuple(extent(6), extent(12)) },
);

/** Random models of up to `most` steps. */
export function randomModels(most: number): fc.Arbitrary<RandomModel> {
  return fc
    .record({
      opset: fc.constantFrom(...OPSETS),
      shapes: fc.array(inputShape, { minLength: 1, maxLength: 2 }),
      open: fc.boolean(),
      steps: fc.array(fc.array(fc.nat(9999), { minLength: 24, maxLength: 24 }), {
        minLength: 1,
        maxLength: most,
        size: 'max',
      }),
    })
    .map(build)
    .filter((model): model is RandomModel => model !== null);
}

/** Models in a run: a sample, or `full` where PHOSPHENE_FULL is set; of the seed FC_SEED. */
export function randomRuns(sample: number, full: number): { numRuns: number; seed: number } {
  const numRuns = process.env.PHOSPHENE_FULL ? full : sample;
  return { numRuns, seed: Number(process.env.FC_SEED ?? 1) };
}
