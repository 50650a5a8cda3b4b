import { fail } from '../../core/errors.ts';
import { activate, activationFunction, activationOf } from '../activations.ts';
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
import { defineOp, type KernelBuffer } from '../op.ts';
import { allPacked } from '../plan.ts';
import { shapeText, type TensorType, zeros } from '../tensor.ts';

interface SkipAttributes {
  readonly [name: string]: number | string | undefined;
  /** Place of the first gate in a longer row. */
  readonly gateAt?: number;
  readonly activation?: string;
  readonly alpha?: number;
  readonly beta?: number;
}

/** Rows of scale, shift and, where it is given, gate. @throws InstrumentError when they do not fit */
function rowsOf(
  [x, skip, scale, shift, gate]: readonly TensorType[],
  { gateAt }: SkipAttributes,
): readonly ChannelRow[] {
  const shape = x?.shape ?? [];
  const rows = [
    channelRow(shape, scale?.shape ?? []),
    channelRow(shape, shift?.shape ?? []),
    ...(gate ? [channelRow(shape, gate.shape, gateAt)] : []),
  ];
  const known = rows.filter((row) => row !== undefined);
  if (known.length === rows.length && skip?.shape.join() === shape.join()) return known;
  return fail({
    subject: `Scale, shift and gate of ${shapeText(shape)} over a skip`,
    constraint: 'be a number a channel, and the skip have the same shape',
    got: [skip, scale, shift, gate].map((type) => shapeText(type?.shape ?? [])).join(', '),
    remedy: 'correct their shapes, or the place of the gates',
  });
}

/**
 * The end of a styled block: `activation(x * scale + shift) + gate * skip`. Inputs: x and skip
 * `[n, c, …]`, scale and shift `[n, c]` or `[c]`, and gates of the skip, 1 when absent.
 */
export default defineOp<SkipAttributes>({
  name: 'channel-skip',
  infer(inputs, attributes) {
    rowsOf(inputs, attributes);
    return inputs[0] ? [{ dtype: 'f32', shape: inputs[0].shape }] : [];
  },
  reference(inputs, attributes, [type]) {
    const [x, skip, ...rows] = inputs;
    if (!x || !skip || !type) return [];
    const activation = activationOf(attributes);
    const { plane, channels } = channelItems(x.shape, 'plain');
    const places = rowsOf(inputs, attributes);
    const result = zeros(type);
    x.data.forEach((value, i) => {
      const [by = 1, to = 0, gate = 1] = rows.map(
        ({ data }, row) =>
          data[placeInRow(places[row] as ChannelRow, Math.floor(i / plane), channels)] ?? 0,
      );
      result.data[i] = activate(activation, value * by + to) + gate * (skip.data[i] ?? 0);
    });
    return [result];
  },
  layouts(inputs, _outputs, given) {
    const layout = allPacked(inputs.slice(0, 2), given) ? 'c4' : 'plain';
    return { inputs: inputs.map((_, i) => (i < 2 ? layout : 'plain')), outputs: [layout] };
  },
  lower({ inputs, inputLayouts: [layout = 'plain'], attributes }) {
    const [x] = inputs;
    if (!x) return [];
    const items = channelItems(x.shape, layout);
    const [scale, shift, gate] = rowsOf(inputs, attributes);
    if (!scale || !shift) return [];
    const wide = layout === 'c4' ? 'vec4f' : 'f32';
    const activation = activationFunction(activationOf(attributes), wide);
    const functions = `@group(1) @binding(2) var<storage, read> skip: array<Item>;
@group(1) @binding(3) var<storage, read> scale: array<Element>;
@group(1) @binding(4) var<storage, read> shift: array<Element>;
${gate ? '@group(1) @binding(5) var<storage, read> gate: array<Element>;' : ''}
${channelReader('scaleOf', 'scale', items, scale)}
${channelReader('shiftOf', 'shift', items, shift)}
${gate ? channelReader('gateOf', 'gate', items, gate) : ''}
${groupFunction(items)}
${activation.replaceAll('activate(', 'activateStyled(')}
fn transform(x: Wide, i: u32) -> Wide {
  let group = groupOf(i);
  let styled = activateStyled(x * scaleOf(group) + shiftOf(group));
  return styled + ${gate ? 'gateOf(group) * ' : ''}Wide(skip[i]);
}`;
    const bindings: Record<string, KernelBuffer> = {
      skip: { kind: 'input', index: 1 },
      scale: { kind: 'input', index: 2 },
      shift: { kind: 'input', index: 3 },
      ...(gate && { gate: { kind: 'input', index: 4 } }),
    };
    return [affineCall(items, functions, bindings, {})];
  },
  cases: [
    {
      title: 'a residual',
      inputs: [floats(2, 6, 5, 3), floats(2, 6, 5, 3), floats(2, 6), floats(2, 6)],
      attributes: {},
    },
    {
      title: 'gates from a longer row, activated before',
      inputs: [floats(1, 5, 3, 4), floats(1, 5, 3, 4), floats(1, 5), floats(1, 5), floats(1, 19)],
      attributes: { gateAt: 9, activation: 'relu' },
    },
  ],
});
