import { floats, wave } from '../case-data.ts';
import type { OpCase } from '../op.ts';
import type { RecurrentAttributes } from './recurrent.ts';

/** Sizes of a case. */
export interface RecurrentSizes {
  readonly times: number;
  readonly batch: number;
  readonly inputs: number;
  readonly hidden: number;
}

/** A case of a layer of 3 or 4 gates, with weights small enough that its gates stay in between. */
export function recurrentCase(
  gates: 3 | 4,
  title: string,
  { times, batch, inputs, hidden }: RecurrentSizes,
  attributes: RecurrentAttributes,
): OpCase<RecurrentAttributes> {
  const directions = attributes.direction === 'bidirectional' ? 2 : 1;
  const state = floats(directions, batch, hidden);
  return {
    title,
    inputs: [
      floats(times, batch, inputs),
      wave([directions, gates * hidden, inputs], 0.8),
      wave([directions, gates * hidden, hidden], 4 / hidden, 1),
      ...(attributes.bias ? [wave([directions, 2 * gates * hidden], 0.5, 2)] : []),
      ...(attributes.initialH ? [state] : []),
      ...(gates === 4 && attributes.initialC ? [state] : []),
    ],
    attributes,
  };
}
