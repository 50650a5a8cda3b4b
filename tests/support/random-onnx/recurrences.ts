/** Recurrent layers. */

import { fits, int, type Step, text } from './sketch.ts';

const GATES = { GRU: 3, LSTM: 4 } as const;

const recurrent: Step = (sketch, x, draw) => {
  const [t = 1, b = 1, d = 1] = x.shape;
  if (x.shape.length !== 3) return;
  const op = draw.of(['GRU', 'LSTM'] as const);
  const h = draw.between(1, 6);
  const direction = draw.of(['forward', 'forward', 'reverse', 'bidirectional']);
  const ways = direction === 'bidirectional' ? 2 : 1;
  const shapes = [
    [t, ways, b, h],
    [ways, b, h],
  ];
  if (!shapes.every(fits)) return;
  const gates = GATES[op] * h;
  const bias = draw.once(2) ? sketch.weights([ways, 2 * gates], 0.5) : '';
  const states =
    bias !== '' && draw.once(2)
      ? ['', ...(op === 'LSTM' ? [1, 2] : [1]).map(() => sketch.weights([ways, b, h]))]
      : [];
  const operands = [
    x.name,
    sketch.weights([ways, gates, d], 1 / Math.sqrt(d)),
    sketch.weights([ways, gates, h], 1 / Math.sqrt(h)),
    bias,
    ...states,
  ];
  sketch.addAll(op, operands, op === 'LSTM' ? [...shapes, [ways, b, h]] : shapes, {
    hidden_size: int(h),
    direction: text(direction),
    ...(op === 'GRU' ? { linear_before_reset: int(draw.between(0, 1)) } : {}),
  });
};

/** Steps of this family. */
export const steps: readonly Step[] = [recurrent, recurrent];
