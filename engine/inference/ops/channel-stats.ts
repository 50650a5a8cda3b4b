import { fail } from '../../core/errors.ts';
import { floats } from '../case-data.ts';
import { floatText } from '../kernel.ts';
import { type ChannelItems, channelItems, channelReader } from '../norm/channels.ts';
import { momentsCalls, momentsOnCpu } from '../norm/moments.ts';
import { defineOp, type KernelBuffer } from '../op.ts';
import { type Shape, shapeText, type TensorType, zeros } from '../tensor.ts';

interface StatsAttributes {
  readonly [name: string]: number | undefined;
  /** 1e-5 when absent. */
  readonly epsilon?: number;
}

const isPerPicture = (row: Shape) => row.length === 2;

function statsTypes([x, gamma, beta]: readonly TensorType[]): TensorType[] {
  const [batch, channels] = x?.shape ?? [];
  const fits = (row: TensorType | undefined) =>
    row && [`${channels}`, `${batch},${channels}`].includes(row.shape.join());
  if (!x || x.shape.length < 3 || !fits(gamma) || !fits(beta)) {
    fail({
      subject: 'Statistics of channels',
      constraint: 'have a picture [n, c, …], gamma and beta [n, c] or [c]',
      got: [x, gamma, beta].map((type) => shapeText(type?.shape ?? [])).join(', '),
      remedy: 'give it these three',
    });
  }
  const type: TensorType = { dtype: 'f32', shape: [batch ?? 1, channels ?? 1] };
  return [type, type];
}

/** WGSL that writes scale and shift of a row: of one channel, or of the channels of a pack. */
function finishFunction(items: ChannelItems, gamma: Shape, beta: Shape, epsilon: number): string {
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
${channelReader('gammaOf', 'gamma', items, isPerPicture(gamma))}
${channelReader('betaOf', 'beta', items, isPerPicture(beta))}
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
 * `[n, c]` or `[c]`.
 * @source D. Ulyanov et al., "Instance Normalization", 2016; ONNX operator InstanceNormalization-6
 */
export default defineOp<StatsAttributes>({
  name: 'channel-stats',
  infer: (inputs) => statsTypes(inputs),
  reference([x, gamma, beta], { epsilon = 1e-5 }, [type]) {
    if (!x || !gamma || !beta || !type) return [];
    const { plane, channels, groups, batch } = channelItems(x.shape, 'plain');
    const [scale, shift] = [zeros(type), zeros(type)];
    for (let row = 0; row < batch * groups; row++) {
      const { mean, variance } = momentsOnCpu(x.data, { start: row * plane, length: plane });
      const [g, b] = [gamma, beta].map(
        ({ shape, data }) => data[isPerPicture(shape) ? row : row % channels] ?? 0,
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
      { functions: finishFunction(items, gamma.shape, beta.shape, epsilon), bindings: BINDINGS },
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
      title: 'a large picture, cut in parts',
      inputs: [floats(1, 3, 97, 101), floats(3), floats(1, 3)],
      attributes: {},
    },
  ],
});
