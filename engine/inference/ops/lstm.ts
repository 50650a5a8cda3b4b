import loopWgsl from '../../../shaders/ops/lstm-loop.wgsl?raw';
import stepWgsl from '../../../shaders/ops/lstm-step.wgsl?raw';
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

/** One step; rows of W, R and bias are those of the gates input, output, forget and cell in turn. */
function lstmStep({ x, state, w, r, wb, rb }: CellInput, hidden: number): RecurrentState {
  const gate = (g: number, j: number) => {
    const row = g * hidden + j;
    return w(row, x) + r(row, state.h) + wb(row) + rb(row);
  };
  const c = state.c.map(
    (before, j) => sigmoidOf(gate(2, j)) * before + sigmoidOf(gate(0, j)) * Math.tanh(gate(3, j)),
  );
  return { h: c.map((next, j) => sigmoidOf(gate(1, j)) * Math.tanh(next)), c };
}

/** Floats a hidden unit takes in workgroup memory: the state twice, and the cell. */
const LOOP_FLOATS = 3;

/**
 * A long short-term memory over whole sequences, forward, backward or both. Inputs and outputs as in
 * `engine/inference/recurrent/recurrent.ts`; outputs Y, Y_h and Y_c.
 * @source ONNX operator LSTM-14, default activations
 */
export default defineOp<RecurrentAttributes>({
  name: 'lstm',
  infer: (inputs, attributes) => recurrentTypes(readRecurrent(inputs, 4, attributes), 2),
  reference: (inputs, attributes) =>
    referenceRecurrent(readRecurrent(inputs, 4, attributes), inputs, lstmStep),
  lower(node) {
    const layer = readRecurrent(node.inputs, 4, node.attributes);
    const data = recurrentData(node, layer, -1);
    const bindings: Record<string, KernelBuffer> = {
      projected: data.projected,
      weights: data.recurrent,
      outputs: { kind: 'output', index: 0 },
      lastHidden: { kind: 'output', index: 1 },
      lastCell: { kind: 'output', index: 2 },
    };
    const project = projectCall(layer, data);
    if (prefersSteps(layer) || !fitsLoop(layer, LOOP_FLOATS, node.limits)) {
      const path = 'shaders/ops/lstm-step.wgsl';
      return [project, ...stepCalls(layer, { path, code: stepWgsl, constants: {}, bindings })];
    }
    const path = 'shaders/ops/lstm-loop.wgsl';
    return [project, loopCall(layer, { path, code: loopWgsl, constants: {}, bindings })];
  },
  cases: [
    recurrentCase(4, 'forward', { times: 5, batch: 3, inputs: 7, hidden: 6 }, { bias: true }),
    recurrentCase(4, 'one step, no bias', { times: 1, batch: 1, inputs: 4, hidden: 5 }, {}),
    recurrentCase(
      4,
      'backward, from given states',
      { times: 4, batch: 2, inputs: 3, hidden: 9 },
      { direction: 'reverse', bias: true, initialH: true, initialC: true },
    ),
    recurrentCase(
      4,
      'both ways, more units than invocations',
      { times: 3, batch: 2, inputs: 5, hidden: 70 },
      { direction: 'bidirectional', bias: true, initialC: true },
    ),
    recurrentCase(
      4,
      'a large state, a dispatch a step',
      { times: 3, batch: 2, inputs: 6, hidden: 256 },
      { direction: 'bidirectional', bias: true, initialH: true, initialC: true },
    ),
  ],
});
