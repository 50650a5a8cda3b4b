import { feed, hold, i, nodeCase, type OnnxCase, s } from './case.ts';

interface Size {
  readonly gates: 3 | 4;
  readonly directions?: number;
}

/** Inputs of a layer of 5 numbers to 4, over 3 times of a batch of 2. */
function layer({ gates, directions = 1 }: Size) {
  const [times, batch, given, hidden] = [3, 2, 5, 4];
  return {
    x: feed([times, batch, given]),
    w: hold([directions, gates * hidden, given]),
    r: hold([directions, gates * hidden, hidden]),
    b: hold([directions, 2 * gates * hidden]),
    state: () => feed([directions, batch, hidden]),
  };
}

const hidden = { hidden_size: i(4) };

function both(op: 'GRU' | 'LSTM'): OnnxCase[] {
  const gates = op === 'GRU' ? 3 : 4;
  const outputs = op === 'GRU' ? ['y', 'h'] : ['y', 'h', 'c'];
  const plain = layer({ gates });
  const twice = layer({ gates, directions: 2 });
  return [
    nodeCase(op, [plain.x, plain.w, plain.r], { attributes: hidden, outputs }),
    nodeCase(op, [plain.x, plain.w, plain.r, plain.b, hold([2], [3, 3], 'i32'), plain.state()], {
      opset: 11,
      attributes: { ...hidden, direction: s('reverse') },
      outputs,
      about: 'reverse',
    }),
    nodeCase(op, [twice.x, twice.w, twice.r, twice.b, null, twice.state()], {
      attributes: { ...hidden, direction: s('bidirectional') },
      outputs: ['', ...outputs.slice(1)],
      about: 'bidirectional',
    }),
  ];
}

const lstm = layer({ gates: 4 });
const gru = layer({ gates: 3 });

/** Recurrent layers. */
export const cases: readonly OnnxCase[] = [
  ...both('GRU'),
  ...both('LSTM'),
  nodeCase('LSTM', [lstm.x, lstm.w, lstm.r, lstm.b, null, lstm.state(), lstm.state()], {
    attributes: hidden,
    outputs: ['y', 'h', 'c'],
    about: 'states',
  }),
  nodeCase('GRU', [gru.x, gru.w, gru.r, gru.b], {
    attributes: { ...hidden, linear_before_reset: i(1) },
    about: 'linear before reset',
  }),
];
