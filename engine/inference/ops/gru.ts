import loopWgsl from '../../../shaders/ops/gru-loop.wgsl?raw';
import stepWgsl from '../../../shaders/ops/gru-step.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { defineOp, type KernelBuffer } from '../op.ts';
import { type RecurrentAttributes, readRecurrent, recurrentTypes } from '../recurrent/recurrent.ts';
import { recurrentCase } from '../recurrent/recurrent-case.ts';
import {
  fitsLoop,
  loopCall,
  prefersSteps,
  projectCall,
  recurrentData,
  stepCalls,
} from '../recurrent/recurrent-kernels.ts';
import {
  type CellInput,
  type RecurrentState,
  referenceRecurrent,
  sigmoidOf,
} from '../recurrent/recurrent-reference.ts';

/** One step; rows of W, R and bias are those of the gates update, reset and hidden in turn. */
function gruStep(
  { x, state, w, r, wb, rb }: CellInput,
  hidden: number,
  linear: boolean,
): RecurrentState {
  const gate = (g: number, j: number) => {
    const row = g * hidden + j;
    return sigmoidOf(w(row, x) + r(row, state.h) + wb(row) + rb(row));
  };
  const resets = state.h.map((_, j) => gate(1, j));
  const kept = state.h.map((before, j) => (resets[j] ?? 0) * before);
  const h = state.h.map((before, j) => {
    const row = 2 * hidden + j;
    const recurrent = linear
      ? (resets[j] ?? 0) * (r(row, state.h) + rb(row))
      : r(row, kept) + rb(row);
    const update = gate(0, j);
    return (1 - update) * Math.tanh(w(row, x) + recurrent + wb(row)) + update * before;
  });
  return { h, c: state.c };
}

/** Floats a hidden unit takes in workgroup memory: the state twice, and two gates that wait. */
const loopFloats = (linear: boolean) => (linear ? 2 : 4);
/** The gate whose recurrent bias the reset gate multiplies. */
const HIDDEN_GATE = 2;

/**
 * A gated recurrent unit over whole sequences, forward, backward or both. Inputs and outputs as in
 * `engine/inference/recurrent/recurrent.ts`; outputs Y and Y_h.
 * @source ONNX operator GRU-14, default activations
 */
export default defineOp<RecurrentAttributes>({
  name: 'gru',
  infer: (inputs, attributes) => recurrentTypes(readRecurrent(inputs, 3, attributes), 1),
  reference: (inputs, attributes) =>
    referenceRecurrent(readRecurrent(inputs, 3, attributes), inputs, (input, hidden) =>
      gruStep(input, hidden, attributes.linearBeforeReset ?? false),
    ).slice(0, 2),
  lower(node) {
    const layer = readRecurrent(node.inputs, 3, node.attributes);
    const linear = node.attributes.linearBeforeReset ?? false;
    const data = recurrentData(node, layer, linear ? HIDDEN_GATE : -1);
    const bindings: Record<string, KernelBuffer> = {
      projected: data.projected,
      weights: data.recurrent,
      hiddenBias: data.hiddenBias,
      outputs: { kind: 'output', index: 0 },
      lastHidden: { kind: 'output', index: 1 },
    };
    const project = projectCall(layer, data);
    const fits = fitsLoop(layer, loopFloats(linear), node.limits);
    if (linear && (prefersSteps(layer) || !fits)) {
      const path = 'shaders/ops/gru-step.wgsl';
      return [project, ...stepCalls(layer, { path, code: stepWgsl, constants: {}, bindings })];
    }
    if (!fits) {
      fail({
        subject: 'The hidden state of a GRU whose reset gate comes first',
        constraint: `have at most ${node.limits.maxWorkgroupStorageBytes / 16} units`,
        got: layer.hidden,
        remedy: 'train or export it with linear_before_reset = 1',
      });
    }
    const constants = { LINEAR: linear ? 1 : 0, WAITING: linear ? 1 : layer.hidden };
    const path = 'shaders/ops/gru-loop.wgsl';
    return [project, loopCall(layer, { path, code: loopWgsl, constants, bindings })];
  },
  cases: [
    recurrentCase(3, 'forward', { times: 5, batch: 3, inputs: 7, hidden: 6 }, { bias: true }),
    recurrentCase(3, 'one step, no bias', { times: 1, batch: 1, inputs: 4, hidden: 5 }, {}),
    recurrentCase(
      3,
      'reset behind the weights, backward, from a given state',
      { times: 4, batch: 2, inputs: 3, hidden: 9 },
      { direction: 'reverse', bias: true, initialH: true, linearBeforeReset: true },
    ),
    recurrentCase(
      3,
      'both ways, more units than invocations',
      { times: 3, batch: 2, inputs: 5, hidden: 70 },
      { direction: 'bidirectional', bias: true, initialH: true },
    ),
    recurrentCase(
      3,
      'reset behind the weights, more units than invocations',
      { times: 2, batch: 1, inputs: 5, hidden: 70 },
      { bias: true, linearBeforeReset: true },
    ),
    recurrentCase(
      3,
      'a large state, a dispatch a step',
      { times: 3, batch: 2, inputs: 6, hidden: 256 },
      { direction: 'bidirectional', bias: true, initialH: true, linearBeforeReset: true },
    ),
  ],
});
