import { fail } from '../../core/errors.ts';
import { type Shape, shapeText, type TensorType } from '../tensor.ts';

const DIRECTIONS = ['forward', 'reverse', 'bidirectional'] as const;

/** Attributes of LSTM and GRU layers. */
export interface RecurrentAttributes {
  readonly [name: string]: number | string | boolean | undefined;
  /** `forward` when absent. */
  readonly direction?: (typeof DIRECTIONS)[number];
  /** Which inputs follow X, W and R, in this order: B, initial hidden state, initial cell (LSTM). */
  readonly bias?: boolean;
  readonly initialH?: boolean;
  readonly initialC?: boolean;
  /** GRU: the reset gate multiplies behind the recurrent weights. */
  readonly linearBeforeReset?: boolean;
  /** Refused: gates that look at the cell. */
  readonly peepholes?: boolean;
  /** Refused: a bound of what goes into activations. */
  readonly clip?: number;
}

/**
 * A recurrent layer with every number in place. Inputs: X `[times, batch, inputs]`, W
 * `[directions, gates * hidden, inputs]`, R `[directions, gates * hidden, hidden]`, B
 * `[directions, 2 * gates * hidden]`, states `[directions, batch, hidden]`. Outputs: Y
 * `[times, directions, batch, hidden]`, then the last states.
 */
export interface Recurrent {
  readonly gates: number;
  readonly directions: number;
  readonly batch: number;
  readonly times: number;
  readonly inputs: number;
  readonly hidden: number;
  /** Whether the first direction runs forward. */
  readonly forward: boolean;
  /** Places of the optional inputs, or -1. */
  readonly bias: number;
  readonly initialH: number;
  readonly initialC: number;
}

function refuseUnknown({ direction = 'forward', peepholes, clip }: RecurrentAttributes): void {
  const refuse = (subject: string, constraint: string, got: string, remedy: string): never =>
    fail({ subject, constraint, got, remedy });
  if (!DIRECTIONS.includes(direction)) {
    refuse(
      'The direction of a recurrent layer',
      `be ${DIRECTIONS.join(', ')}`,
      direction,
      'use one',
    );
  }
  if (peepholes) {
    refuse('An LSTM', 'have no peepholes', 'peephole weights', 'train or export it without them');
  }
  if (clip !== undefined) {
    refuse('A recurrent layer', 'have no clip', String(clip), 'export it without one');
  }
}

/** Reads a layer of 3 (GRU) or 4 (LSTM) gates. @throws InstrumentError when shapes do not agree */
export function readRecurrent(
  types: readonly TensorType[],
  gates: 3 | 4,
  attributes: RecurrentAttributes,
): Recurrent {
  refuseUnknown(attributes);
  const [x, w, r] = types.map(({ shape }) => shape);
  const [times = 0, batch = 0, inputs = 0] = x ?? [];
  const hidden = r?.[2] ?? 0;
  const directions = attributes.direction === 'bidirectional' ? 2 : 1;
  let next = 3;
  const place = (present: boolean | undefined) => (present ? next++ : -1);
  const layer: Recurrent = {
    gates,
    directions,
    batch,
    times,
    inputs,
    hidden,
    forward: attributes.direction !== 'reverse',
    bias: place(attributes.bias),
    initialH: place(attributes.initialH),
    initialC: place(gates === 4 && attributes.initialC),
  };
  const state = [directions, batch, hidden];
  const expected: Shape[] = [
    [times, batch, inputs],
    [directions, gates * hidden, inputs],
    [directions, gates * hidden, hidden],
    ...(layer.bias >= 0 ? [[directions, 2 * gates * hidden]] : []),
    ...(layer.initialH >= 0 ? [state] : []),
    ...(layer.initialC >= 0 ? [state] : []),
  ];
  const texts = (shapes: readonly (Shape | undefined)[]) =>
    shapes.map((shape) => shapeText(shape ?? [])).join(', ');
  const given = types.map(({ shape }) => shape);
  if (x?.length === 3 && w && times > 0 && texts(expected) === texts(given)) return layer;
  return fail({
    subject: gates === 4 ? 'The inputs of an LSTM' : 'The inputs of a GRU',
    constraint: `have the shapes ${texts(expected)}`,
    got: texts(given),
    remedy: 'correct X, W, R, B and the initial states, or the attributes that announce them',
  });
}

/** Types of the outputs: Y, then as many last states. */
export function recurrentTypes(layer: Recurrent, states: number): TensorType[] {
  const { times, directions, batch, hidden } = layer;
  const state: TensorType = { dtype: 'f32', shape: [directions, batch, hidden] };
  const y: TensorType = { dtype: 'f32', shape: [times, directions, batch, hidden] };
  return [y, ...Array.from({ length: states }, () => state)];
}
