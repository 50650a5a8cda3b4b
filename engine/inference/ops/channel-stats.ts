import { fail } from '../../core/errors.ts';
import { floats } from '../case-data.ts';
import { floatText } from '../kernel.ts';
import {
  type ChannelItems,
  type ChannelRow,
  channelItems,
  channelReader,
  channelRow,
  placeInRow,
} from '../norm/channels.ts';
import { momentsCalls, momentsOnCpu } from '../norm/moments.ts';
import { defineOp, type KernelBuffer } from '../op.ts';
import { shapeText, type TensorType, zeros } from '../tensor.ts';

interface StatsAttributes {
  readonly [name: string]: number | undefined;
  /** 1e-5 when absent. */
  readonly epsilon?: number;
  /** Place of the first gamma and beta in longer rows, such as all numbers of a style. */
  readonly gammaAt?: number;
  readonly betaAt?: number;
}

type StatsRows = readonly [gamma: ChannelRow, beta: ChannelRow];

/** Where gamma and beta lie. @throws InstrumentError when there is not one for each channel */
function rowsOf(
  [x, gamma, beta]: readonly TensorType[],
  { gammaAt, betaAt }: StatsAttributes,
): StatsRows {
  const shape = x?.shape ?? [];
  const rows = [
    channelRow(shape, gamma?.shape ?? [], gammaAt),
    channelRow(shape, beta?.shape ?? [], betaAt),
  ] as const;
  if (shape.length > 2 && rows[0] && rows[1]) return [rows[0], rows[1]];
  return fail({
    subject: 'Statistics of channels',
    constraint: 'have a picture [n, c, …], gamma and beta [n, c] or [c], or places in longer rows',
    got: [x, gamma, beta].map((type) => shapeText(type?.shape ?? [])).join(', '),
    remedy: 'give it these three',
  });
}

/** WGSL that writes scale and shift of a row: of one channel, or of the channels of a pack. */
function finishFunction(items: ChannelItems, [gamma, beta]: StatsRows, epsilon: number): string {
  const { layout, groups, channels } = items;
  const write =
    layout === 'plain'
      ? `scale[row] = Element(by);
  shift[row] = Element(to);`
      : `let first = (row % ${groups}u) * 4u;
  for (var lane = 0u; lane < min(4u, ${channels}u - first); lane++) {
    let at = (row / ${groups}u) * ${channels}u + first + lane;
    scale[at] = Element(by[lane]);
    shift[at] = Element(to[lane]);
  }`;
  return `@group(1) @binding(2) var<storage, read_write> scale: array<Element>;
@group(1) @binding(3) var<storage, read_write> shift: array<Element>;
@group(1) @binding(4) var<storage, read> gamma: array<Element>;
@group(1) @binding(5) var<storage, read> beta: array<Element>;
${channelReader('gammaOf', 'gamma', items, gamma)}
${channelReader('betaOf', 'beta', items, beta)}
fn finish(row: u32, mean: Wide, variance: Wide) {
  let by = gammaOf(row) * inverseSqrt(variance + ${floatText(epsilon)});
  let to = betaOf(row) - mean * by;
  ${write}
}`;
}

const BINDINGS: Readonly<Record<string, KernelBuffer>> = {
  scale: { kind: 'output', index: 0 },
  shift: { kind: 'output', index: 1 },
  gamma: { kind: 'input', index: 1 },
  beta: { kind: 'input', index: 2 },
};

/**
 * Scale and shift `[n, c]` with which `x * scale + shift` is the instance norm of a picture: a
 * convolution with `normalize`, or channel-affine, applies them. Inputs: `[n, c, …]`, gamma and beta
 * `[n, c]` or `[c]`, or longer rows that hold them from `gammaAt` and `betaAt` on.
 * @source D. Ulyanov et al., "Instance Normalization", 2016; ONNX operator InstanceNormalization-6
 */
export default defineOp<StatsAttributes>({
  name: 'channel-stats',
  infer(inputs, attributes) {
    rowsOf(inputs, attributes);
    const type: TensorType = { dtype: 'f32', shape: inputs[0]?.shape.slice(0, 2) ?? [] };
    return [type, type];
  },
  reference([x, gamma, beta], attributes, [type]) {
    if (!x || !gamma || !beta || !type) return [];
    const { epsilon = 1e-5 } = attributes;
    const rows = rowsOf([x, gamma, beta], attributes);
    const { plane, channels, groups, batch } = channelItems(x.shape, 'plain');
    const [scale, shift] = [zeros(type), zeros(type)];
    for (let row = 0; row < batch * groups; row++) {
      const { mean, variance } = momentsOnCpu(x.data, { start: row * plane, length: plane });
      const [g, b] = [gamma, beta].map(
        ({ data }, i) => data[placeInRow(rows[i] as ChannelRow, row, channels)] ?? 0,
      );
      const by = (g ?? 1) / Math.sqrt(variance + epsilon);
      scale.data[row] = by;
      shift.data[row] = (b ?? 0) - mean * by;
    }
    return [scale, shift];
  },
  layouts: (_inputs, _outputs, [layout = 'plain']) => ({
    inputs: [layout, 'plain', 'plain'],
    outputs: ['plain', 'plain'],
  }),
  lower({ inputs: [x, gamma, beta], inputLayouts: [layout = 'plain'], attributes, limits }) {
    if (!x || !gamma || !beta) return [];
    const items = channelItems(x.shape, layout);
    const { epsilon = 1e-5 } = attributes;
    return momentsCalls(
      { layout, rows: items.batch * items.groups, length: items.plane, centred: true, limits },
      {
        functions: finishFunction(items, rowsOf([x, gamma, beta], attributes), epsilon),
        bindings: BINDINGS,
      },
    );
  },
  cases: [
    {
      title: 'one style for all',
      inputs: [floats(2, 6, 9, 11), floats(6), floats(6)],
      attributes: {},
    },
    {
      title: 'a style for each picture',
      inputs: [floats(2, 5, 6, 7), floats(2, 5), floats(2, 5)],
      attributes: { epsilon: 1e-3 },
    },
    {
      title: 'numbers within longer rows',
      inputs: [floats(2, 6, 4, 5), floats(2, 31), floats(17)],
      attributes: { gammaAt: 7, betaAt: 11 },
    },
    {
      title: 'a large picture, cut in parts',
      inputs: [floats(1, 3, 97, 101), floats(3), floats(1, 3)],
      attributes: {},
    },
  ],
});
