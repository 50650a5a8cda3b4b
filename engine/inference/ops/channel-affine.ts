import { fail } from '../../core/errors.ts';
import { activate, activationOf } from '../activations.ts';
import { floats } from '../case-data.ts';
import { affineCall } from '../norm/affine.ts';
import {
  type ChannelRow,
  channelItems,
  channelReader,
  channelRow,
  groupFunction,
  placeInRow,
} from '../norm/channels.ts';
import { defineOp } from '../op.ts';
import { keepLayout } from '../pointwise.ts';
import { type Shape, shapeText, type TensorType, zeros } from '../tensor.ts';

interface AffineAttributes {
  readonly [name: string]: number | string | undefined;
  readonly activation?: string;
  readonly alpha?: number;
  readonly beta?: number;
}

/** Where a row's numbers lie. @throws InstrumentError when there is not one for each channel */
function rowOf(x: Shape, row: Shape): ChannelRow {
  const found = channelRow(x, row);
  if (found) return found;
  return fail({
    subject: `Scale and shift of ${shapeText(x)}`,
    constraint: `have the shape ${shapeText(x.slice(0, 2))} or ${shapeText(x.slice(1, 2))}`,
    got: shapeText(row),
    remedy: 'give one number a channel',
  });
}

function checkInputs([x, scale, shift]: readonly TensorType[]): void {
  rowOf(x?.shape ?? [], scale?.shape ?? []);
  rowOf(x?.shape ?? [], shift?.shape ?? []);
}

/**
 * Every channel times a factor plus a summand, then an activation: a norm whose statistics and style
 * were computed elsewhere. Inputs: `[n, c, …]`, scale and shift `[n, c]` or `[c]`.
 * @source V. Dumoulin et al., "A Learned Representation for Artistic Style", 2017 (conditional
 * instance normalisation)
 */
export default defineOp<AffineAttributes>({
  name: 'channel-affine',
  infer(inputs) {
    checkInputs(inputs);
    return inputs[0] ? [{ dtype: 'f32', shape: inputs[0].shape }] : [];
  },
  reference([x, scale, shift], attributes, [type]) {
    if (!x || !scale || !shift || !type) return [];
    const activation = activationOf(attributes);
    const { plane, channels } = channelItems(x.shape, 'plain');
    const rows = [scale, shift].map(({ shape }) => rowOf(x.shape, shape));
    const result = zeros(type);
    x.data.forEach((value, i) => {
      const group = Math.floor(i / plane);
      const [by, to] = [scale, shift].map(
        ({ data }, row) => data[placeInRow(rows[row] as ChannelRow, group, channels)] ?? 0,
      );
      result.data[i] = activate(activation, value * (by ?? 1) + (to ?? 0));
    });
    return [result];
  },
  layouts(inputs, outputs, given) {
    const [layout = 'plain'] = keepLayout(inputs, outputs, given).inputs;
    return { inputs: [layout, 'plain', 'plain'], outputs: [layout] };
  },
  lower({ inputs: [x, scale, shift], inputLayouts: [layout = 'plain'], attributes }) {
    if (!x || !scale || !shift) return [];
    const items = channelItems(x.shape, layout);
    const functions = `@group(1) @binding(2) var<storage, read> scale: array<Element>;
@group(1) @binding(3) var<storage, read> shift: array<Element>;
${channelReader('scaleOf', 'scale', items, rowOf(x.shape, scale.shape))}
${channelReader('shiftOf', 'shift', items, rowOf(x.shape, shift.shape))}
${groupFunction(items)}
fn transform(x: Wide, i: u32) -> Wide {
  let group = groupOf(i);
  return x * scaleOf(group) + shiftOf(group);
}`;
    const bindings = {
      scale: { kind: 'input', index: 1 },
      shift: { kind: 'input', index: 2 },
    } as const;
    return [affineCall(items, functions, bindings, attributes)];
  },
  cases: [
    {
      title: 'for each picture',
      inputs: [floats(2, 6, 5, 3), floats(2, 6), floats(2, 6)],
      attributes: { activation: 'relu' },
    },
    {
      title: 'for all pictures',
      inputs: [floats(2, 5, 3, 4), floats(5), floats(5)],
      attributes: {},
    },
    {
      title: 'rank 3',
      inputs: [floats(3, 4, 7), floats(4), floats(3, 4)],
      attributes: { activation: 'leakyRelu', alpha: 0.2 },
    },
  ],
});
