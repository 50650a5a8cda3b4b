import wgsl from '../../../shaders/ops/sample.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { floats } from '../case-data.ts';
import { flatWorkgroups } from '../kernel.ts';
import { laneShader } from '../lanes.ts';
import { defineOp } from '../op.ts';
import { elementCount, intTensor, shapeText, type TensorType, tensor } from '../tensor.ts';

interface SampleAttributes {
  readonly [name: string]: number | undefined;
  /** Only the best `topK` logits can be drawn; all when absent or 0. */
  readonly topK?: number;
}

function drawnType(inputs: readonly TensorType[]): TensorType {
  const [logits, chance, temperature] = inputs;
  const rows = logits?.shape.slice(0, -1) ?? [];
  const fits =
    logits &&
    chance &&
    temperature &&
    logits.shape.length > 0 &&
    elementCount(chance.shape) === elementCount(rows) &&
    elementCount(temperature.shape) === 1;
  if (fits) return { dtype: 'i32', shape: rows };
  return fail({
    subject: 'A draw',
    constraint: 'have logits [rows, n], a number from 0 to 1 for each row, and one temperature',
    got: inputs.map(({ shape }) => shapeText(shape)).join(', '),
    remedy: 'give it these three',
  });
}

/** Index drawn from logits by the inverse of their cumulative distribution at `chance`; as the op does. */
export function drawIndex(
  logits: ArrayLike<number>,
  chance: number,
  { temperature, topK }: { temperature: number; topK: number },
): number {
  const order = Array.from(logits, (value, i) => ({ value, i }));
  order.sort((a, b) => b.value - a.value || a.i - b.i);
  if (temperature <= 0) return order[0]?.i ?? 0;
  const kept = order.slice(0, topK || logits.length).sort((a, b) => a.i - b.i);
  const largest = order[0]?.value ?? 0;
  const weights = kept.map(({ value }) => Math.exp((value - largest) / temperature));
  let left = chance * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [place, weight] of weights.entries()) {
    left -= weight;
    if (left < 0) return kept[place]?.i ?? 0;
  }
  return kept.at(-1)?.i ?? 0;
}

/**
 * Draws an index from each row of logits: softmax at a temperature over the best `topK`, then the
 * first index at which the cumulative probability exceeds the row's given number from 0 to 1.
 * At temperature 0 the best is taken. Inputs: logits `[rows…, n]`, one number a row, temperature
 * `[1]`; the numbers and the temperature are inputs, so that a draw can be repeated and turned.
 * @source A. Fan et al., "Hierarchical Neural Story Generation", 2018 (top-k sampling)
 */
export default defineOp<SampleAttributes>({
  name: 'sample',
  infer: (inputs) => [drawnType(inputs)],
  reference([logits, chance, temperature], { topK = 0 }, [type]) {
    if (!logits || !chance || !temperature || !type) return [];
    const n = logits.shape.at(-1) ?? 1;
    const drawn = Array.from(chance.data, (u, row) =>
      drawIndex(logits.data.subarray(row * n, (row + 1) * n), u, {
        temperature: temperature.data[0] ?? 1,
        topK,
      }),
    );
    return [intTensor(type.shape, drawn)];
  },
  lower({ inputs: [logits], outputs: [type], attributes: { topK = 0 }, limits }) {
    if (!logits || !type) return [];
    const length = logits.shape.at(-1) ?? 1;
    const rows = elementCount(type.shape);
    const lanes = length > 2048 ? Math.min(256, limits.maxInvocations) : 64;
    return [
      {
        shader: laneShader('shaders/ops/sample.wgsl', wgsl),
        constants: {
          LANES: lanes,
          GROUP: lanes,
          ROWS: rows,
          LENGTH: length,
          STRETCH: Math.ceil(length / lanes),
          TOP_K: topK < length ? topK : 0,
        },
        functions: `@group(1) @binding(3) var<storage, read> temperature: array<Element>;
fn temperatureOf() -> f32 { return f32(temperature[0]); }`,
        bindings: {
          logits: { kind: 'input', index: 0 },
          chance: { kind: 'input', index: 1 },
          temperature: { kind: 'input', index: 2 },
          result: { kind: 'output', index: 0 },
        },
        workgroups: flatWorkgroups(rows * 64),
      },
    ];
  },
  cases: [
    sampleCase('all logits', [6, 70], 1, {}),
    sampleCase('the best five, cold', [6, 33], 0.4, { topK: 5 }),
    sampleCase('a long row, hot', [3, 2201], 2.5, { topK: 6 }),
    sampleCase('temperature 0', [6, 130], 0, {}),
  ],
});

function sampleCase(
  title: string,
  shape: readonly [number, number],
  temperature: number,
  attributes: SampleAttributes,
) {
  const chances = tensor([shape[0]], [0, 0.2, 0.5, 0.71, 0.93, 0.999].slice(0, shape[0]));
  return { title, inputs: [floats(...shape), chances, tensor([1], [temperature])], attributes };
}
