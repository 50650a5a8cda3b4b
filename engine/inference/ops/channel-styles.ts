import { fail } from '../../core/errors.ts';
import { activate, activationFunction, activationOf } from '../activations.ts';
import { floats } from '../case-data.ts';
import { affineCall } from '../norm/affine.ts';
import {
  type ChannelItems,
  type ChannelRow,
  channelItems,
  channelReader,
  channelRow,
  groupFunction,
} from '../norm/channels.ts';
import { defineOp, type KernelBuffer, type Layout } from '../op.ts';
import { allPacked } from '../plan.ts';
import { shapeText, type TensorType, zeros } from '../tensor.ts';

interface StylesAttributes {
  readonly [name: string]: number | string | undefined;
  /** Places of the first gamma, beta and, with a skip, gate in a style's row. */
  readonly gammaAt: number;
  readonly betaAt: number;
  readonly gateAt?: number;
  readonly activation?: string;
  readonly alpha?: number;
  readonly beta?: number;
}

/** Styles between which a picture is shared out. */
const STYLES = 2;
const ROWS = ['gamma', 'beta', 'gate'] as const;
type RowName = (typeof ROWS)[number];
type Rows = Partial<Record<RowName, ChannelRow>> & Record<'gamma' | 'beta', ChannelRow>;

/** Where the numbers of a style lie in its row. @throws InstrumentError when inputs do not fit */
function rowsOf(
  [x, scale, shift, numbers, regions, skip]: readonly TensorType[],
  { gammaAt, betaAt, gateAt }: StylesAttributes,
): Rows {
  const [batch, channels = 0, ...plane] = x?.shape ?? [];
  const [styles, ...row] = numbers?.shape ?? [];
  const one = (at?: number) =>
    at === undefined ? undefined : channelRow([1, channels], [row[0] ?? 0], at);
  const [gamma, beta, gate] = [one(gammaAt), one(betaAt), one(gateAt)];
  const normed = [scale, shift].every((each) => each?.shape.join() === `1,${channels}`);
  const placed = regions?.shape.join() === [1, 3, ...plane].join();
  const skipped = !skip || skip.shape.join() === x?.shape.join();
  if (batch === 1 && styles === STYLES && row.length === 1 && normed && placed && skipped) {
    if (gamma && beta && (gateAt === undefined || gate))
      return { gamma, beta, ...(gate && { gate }) };
  }
  return fail({
    subject: 'Two styles by region',
    constraint:
      'have a picture [1, c, …], its scale and shift [1, c], numbers [2, n], regions [1, 3, …]',
    got: [x, scale, shift, numbers, regions, skip].map((t) => shapeText(t?.shape ?? [])).join(', '),
    remedy: 'correct their shapes, or the places of gamma, beta and gate',
  });
}

/** WGSL of what both styles have of a row's numbers, mixed by `share`. */
function mixedRow(name: RowName, items: ChannelItems, row: ChannelRow, stride: number): string {
  const [first, second] = [0, 1].map((style) =>
    channelReader(`${name}${style}`, 'numbers', items, { ...row, at: row.at + style * stride }),
  );
  const wide = items.layout === 'c4' ? 'vec4f' : 'f32';
  return `${first}
${second}
fn ${name}Of(group: u32, share: f32) -> ${wide} {
  return mix(${name}0(group), ${name}1(group), share);
}`;
}

/** WGSL of the second style's share at an item: the first channel of the regions. */
function shareFunction({ plane }: ChannelItems, layout: Layout): string {
  const value = layout === 'c4' ? 'regions[i % PLANE].x' : 'regions[i % PLANE]';
  return `const PLANE = ${plane}u;
fn shareAt(i: u32) -> f32 { return clamp(f32(${value}), 0.0, 1.0); }`;
}

/**
 * Instance norm in two styles at once: `activation((x * scale + shift) * gamma + beta)`, plus
 * `gate * skip` where a skip is given. Gamma, beta and gate go from the first style's to the
 * second's as the first channel of `regions` goes from 0 to 1. Inputs: x `[1, c, …]`, scale and
 * shift `[1, c]` that norm it, the numbers of both styles `[2, n]`, regions `[1, 3, …]`, skip like x.
 * @source V. Dumoulin et al., "A Learned Representation for Artistic Style", 2017; G. Ghiasi et al.,
 * "Exploring the structure of a real-time, arbitrary neural artistic stylization network", 2017
 */
export default defineOp<StylesAttributes>({
  name: 'channel-styles',
  infer(inputs, attributes) {
    rowsOf(inputs, attributes);
    return inputs[0] ? [{ dtype: 'f32', shape: inputs[0].shape }] : [];
  },
  reference(inputs, attributes, [type]) {
    const [x, scale, shift, numbers, regions, skip] = inputs;
    if (!x || !type) return [];
    const rows = rowsOf(inputs, attributes);
    const { plane } = channelItems(x.shape, 'plain');
    const stride = numbers?.shape[1] ?? 0;
    const activation = activationOf(attributes);
    const result = zeros(type);
    x.data.forEach((value, i) => {
      const channel = Math.floor(i / plane);
      const share = Math.min(1, Math.max(0, regions?.data[i % plane] ?? 0));
      const numberOf = ({ at }: ChannelRow) => {
        const [first = 0, second = 0] = [0, stride].map((to) => numbers?.data[to + at + channel]);
        return first + (second - first) * share;
      };
      const normed = value * (scale?.data[channel] ?? 1) + (shift?.data[channel] ?? 0);
      const gate = skip ? (rows.gate ? numberOf(rows.gate) : 1) * (skip.data[i] ?? 0) : 0;
      result.data[i] =
        activate(activation, normed * numberOf(rows.gamma) + numberOf(rows.beta)) + gate;
    });
    return [result];
  },
  layouts(inputs, _outputs, given) {
    const pictures = [0, 4, 5].filter((i) => i < inputs.length);
    const layout = allPacked(
      pictures.map((i) => inputs[i]).filter((type) => type !== undefined),
      pictures.map((i) => given[i] ?? 'plain'),
    )
      ? 'c4'
      : 'plain';
    return {
      inputs: inputs.map((_, i) => (pictures.includes(i) ? layout : 'plain')),
      outputs: [layout],
    };
  },
  lower({ inputs, inputLayouts: [layout = 'plain'], attributes }) {
    const [x, , , numbers, , skip] = inputs;
    if (!x) return [];
    const items = channelItems(x.shape, layout);
    const rows = rowsOf(inputs, attributes);
    const own = channelRow(x.shape, [1, items.channels]);
    if (!own) return [];
    const stride = numbers?.shape[1] ?? 0;
    const wide = layout === 'c4' ? 'vec4f' : 'f32';
    const activation = activationFunction(activationOf(attributes), wide);
    const functions = `@group(1) @binding(2) var<storage, read> scale: array<Element>;
@group(1) @binding(3) var<storage, read> shift: array<Element>;
@group(1) @binding(4) var<storage, read> numbers: array<Element>;
@group(1) @binding(5) var<storage, read> regions: array<Item>;
${skip ? '@group(1) @binding(6) var<storage, read> skip: array<Item>;' : ''}
${channelReader('scaleOf', 'scale', items, own)}
${channelReader('shiftOf', 'shift', items, own)}
${ROWS.map((name) => (rows[name] ? mixedRow(name, items, rows[name], stride) : '')).join('\n')}
${groupFunction(items)}
${shareFunction(items, layout)}
${activation.replaceAll('activate(', 'activateStyled(')}
fn transform(x: Wide, i: u32) -> Wide {
  let group = groupOf(i);
  let share = shareAt(i);
  let normed = x * scaleOf(group) + shiftOf(group);
  let styled = activateStyled(normed * gammaOf(group, share) + betaOf(group, share));
  return styled${skip ? ` + ${rows.gate ? 'gateOf(group, share) * ' : ''}Wide(skip[i])` : ''};
}`;
    const bindings: Record<string, KernelBuffer> = {
      scale: { kind: 'input', index: 1 },
      shift: { kind: 'input', index: 2 },
      numbers: { kind: 'input', index: 3 },
      regions: { kind: 'input', index: 4 },
      ...(skip && { skip: { kind: 'input', index: 5 } }),
    };
    return [affineCall(items, functions, bindings, {})];
  },
  cases: [
    {
      title: 'styled and activated',
      inputs: [floats(1, 6, 5, 3), floats(1, 6), floats(1, 6), floats(2, 17), floats(1, 3, 5, 3)],
      attributes: { gammaAt: 2, betaAt: 9, activation: 'relu' },
    },
    {
      title: 'over a skip, gated',
      inputs: [
        floats(1, 5, 3, 4),
        floats(1, 5),
        floats(1, 5),
        floats(2, 19),
        floats(1, 3, 3, 4),
        floats(1, 5, 3, 4),
      ],
      attributes: { gammaAt: 0, betaAt: 5, gateAt: 12, activation: 'relu' },
    },
    {
      title: 'a residual',
      inputs: [
        floats(1, 8, 4, 4),
        floats(1, 8),
        floats(1, 8),
        floats(2, 16),
        floats(1, 3, 4, 4),
        floats(1, 8, 4, 4),
      ],
      attributes: { gammaAt: 0, betaAt: 8 },
    },
  ],
});
