/** Recurrent layers. */

import type { Value } from '../../graph.ts';
import gru from '../../ops/gru.ts';
import lstm from '../../ops/lstm.ts';
import { transposed } from '../compose.ts';
import type { ConverterTable, OnnxNode } from '../onnx-node.ts';

type Direction = 'forward' | 'reverse' | 'bidirectional';

const DIRECTIONS: readonly string[] = ['forward', 'reverse', 'bidirectional'];

/** The functions of the gates that our ops have, for each direction. */
const ACTIVATIONS = { GRU: ['sigmoid', 'tanh'], LSTM: ['sigmoid', 'tanh', 'tanh'] } as const;

function directionOf(node: OnnxNode): Direction {
  const direction = node.text('direction', 'forward').toLowerCase();
  if (DIRECTIONS.includes(direction)) return direction as Direction;
  return node.refuse(`have a direction: ${DIRECTIONS.join(', ')}`, direction);
}

function refuseForeign(node: OnnxNode, kind: 'GRU' | 'LSTM', times: number): void {
  const functions = node.texts('activations')?.map((name) => name.toLowerCase()) ?? [];
  const own: readonly string[] = ACTIVATIONS[kind];
  if (functions.some((name, i) => name !== own[i % own.length])) {
    node.unsupported(`has the activations ${functions.join(', ')}`);
  }
  if (node.has('clip')) node.unsupported('clips what goes into its activations');
  if (node.int('input_forget', 0) === 1) node.unsupported('couples its gates');
  if (node.optional(7)) node.unsupported('has peepholes');
  const lengths = node.numbers(4, 'sequence lengths');
  if (lengths?.some((length) => length !== times)) {
    node.unsupported('has sequences of several lengths');
  }
}

/** @source ONNX operators GRU-14 and LSTM-14: `layout` 1 has the batch first */
function recurrent(node: OnnxNode, kind: 'GRU' | 'LSTM'): readonly Value[] {
  const batchFirst = node.int('layout', 0) === 1;
  const swapped = (value: Value) => (batchFirst ? transposed(node, value, [1, 0, 2]) : value);
  const x = swapped(node.input(0));
  refuseForeign(node, kind, x.shape[0] ?? 1);
  const [weights, bias] = [[node.input(1), node.input(2)], node.optional(3)];
  for (const one of [...weights, ...(bias ? [bias] : [])]) node.known(one, 'weights');
  const [h, c] = [node.optional(5), kind === 'LSTM' ? node.optional(6) : undefined];
  const states = [h, c].flatMap((state) => (state ? [swapped(state)] : []));
  const inputs = [x, ...weights, ...(bias ? [bias] : []), ...states];
  const attributes = {
    direction: directionOf(node),
    bias: bias !== undefined,
    initialH: h !== undefined,
    initialC: c !== undefined,
    linearBeforeReset: node.int('linear_before_reset', 0) === 1,
  };
  const [y, ...last] = node.applyAll(kind === 'GRU' ? gru : lstm, inputs, attributes);
  if (!y) return [];
  return [batchFirst ? transposed(node, y, [2, 0, 1, 3]) : y, ...last.map(swapped)];
}

/** Converters by operator. @source ONNX operators of the same names */
export const converters: ConverterTable = {
  GRU: (node) => recurrent(node, 'GRU'),
  LSTM: (node) => recurrent(node, 'LSTM'),
};
