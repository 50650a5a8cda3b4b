import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runReference } from '../../../../../engine/inference/graph.ts';
import { importOnnx } from '../../../../../engine/inference/onnx/import.ts';
import { optimizeGraph } from '../../../../../engine/inference/optimize/optimize-graph.ts';
import { runOnnxruntime } from '../../../../support/onnxruntime.ts';
import {
  type RandomModel,
  randomModels,
  randomRuns,
} from '../../../../support/random-onnx/random-models.ts';
import { relativeError } from '../../../../support/tensors.ts';

const TOLERANCE = 1e-4;

/** What ONNX has of the instrument's operators, up to operator set 21. */
const OPERATORS = [
  ...['Conv', 'ConvTranspose', 'MatMul', 'Gemm', 'Einsum', 'DequantizeLinear', 'Pad'],
  ...['BatchNormalization', 'InstanceNormalization', 'GroupNormalization', 'LayerNormalization'],
  ...['Relu', 'LeakyRelu', 'PRelu', 'Elu', 'Celu', 'Selu', 'Gelu', 'Erf', 'Sigmoid', 'Tanh'],
  ...['Softplus', 'Softsign', 'HardSigmoid', 'HardSwish', 'Mish', 'ThresholdedRelu', 'Clip'],
  ...['MaxPool', 'AveragePool', 'GlobalMaxPool', 'GlobalAveragePool', 'Resize'],
  ...['DepthToSpace', 'SpaceToDepth', 'Concat', 'Split', 'Slice', 'Transpose', 'Reshape'],
  ...['Flatten', 'Squeeze', 'Unsqueeze', 'Expand', 'Tile', 'Shape', 'Gather', 'GatherElements'],
  ...['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Min', 'Max', 'Sum', 'Mean', 'Where', 'Greater', 'Less'],
  ...['ReduceMean', 'ReduceSum', 'ReduceMax', 'ReduceMin', 'ReduceL1', 'ReduceL2', 'ReduceProd'],
  ...['ReduceLogSumExp', 'ReduceSumSquare', 'Softmax', 'LogSoftmax', 'CumSum', 'TopK', 'ArgMax'],
  ...['ArgMin', 'GRU', 'LSTM', 'LpNormalization', 'Trilu', 'Sqrt', 'Exp', 'Log', 'Reciprocal'],
];

async function expectAgreement({ model, inputs, shapes, about }: RandomModel): Promise<void> {
  const expected = await runOnnxruntime(model, inputs);
  const fed = Object.entries(inputs).map(([name, { tensor }]) => [name, tensor] as const);
  const graph = importOnnx(model, { shapes });
  for (const one of [graph, optimizeGraph(graph)]) {
    const actual = runReference(one, Object.fromEntries(fed));
    for (const [name, reference] of Object.entries(expected)) {
      const result = actual[name];
      const error = result ? relativeError(result, reference) : Number.NaN;
      expect(error, `${name} of ${about}`).toBeLessThanOrEqual(TOLERANCE);
    }
  }
}

describe('random models', () => {
  it('draw every operator', () => {
    const drawn = fc.sample(randomModels(10), { numRuns: 1200, seed: 1 });
    const counts = new Set(drawn.flatMap(({ operators }) => operators));
    expect(OPERATORS.filter((operator) => !counts.has(operator))).toEqual([]);
  });

  const runs = randomRuns(60, 1200);
  it(`mean what onnxruntime makes of them, rewritten or not: ${runs.numRuns}`, async () => {
    await fc.assert(fc.asyncProperty(randomModels(10), expectAgreement), runs);
  }, 3_600_000);
});
