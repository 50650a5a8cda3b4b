import { fail } from '../../engine/core/errors.ts';
import { FrameEncoder } from '../../engine/gpu/frame-encoder.ts';
import type { GpuContext } from '../../engine/gpu/gpu-context.ts';
import { GraphBuilder, type Value } from '../../engine/inference/graph.ts';
import binary from '../../engine/inference/ops/binary.ts';
import channelStats from '../../engine/inference/ops/channel-stats.ts';
import concat from '../../engine/inference/ops/concat.ts';
import conv2d from '../../engine/inference/ops/conv2d.ts';
import matmul from '../../engine/inference/ops/matmul.ts';
import pool from '../../engine/inference/ops/pool.ts';
import unary from '../../engine/inference/ops/unary.ts';
import { optimizeGraph } from '../../engine/inference/optimize/optimize-graph.ts';
import { buildProgram } from '../../engine/inference/program.ts';
import { type CpuTensor, tensor } from '../../engine/inference/tensor.ts';
import type { Safetensors } from '../../engine/inference/weights/safetensors.ts';
import { BLOCKS, requireTensor, SLOPE } from './darknet.ts';

/** `TINY` of perceptual.py, `FAINT` of encoder.py. */
const TINY = 1e-6;
const FAINT = 1e-2;
/** The encoder runs once a picture: what is compiled soonest is done soonest. */
const QUICK_KERNEL = 'direct';
const HALVED = { kernel: [2, 2], strides: [2, 2] } as const;

/** Mean and logarithm of the deviation of every channel, `[1, c]` each. */
function describeChannels(builder: GraphBuilder, x: Value): Value[] {
  const [, channels = 1] = x.shape;
  const filled = (value: number) => tensor([1, channels], new Float32Array(channels).fill(value));
  const gamma = builder.constant('ones', filled(1));
  const beta = builder.constant('zeros', filled(0));
  // The norm's scale is one by the deviation, its shift the mean by it, turned round.
  const [scale, shift] = builder.applyAll(channelStats, [x, gamma, beta], { epsilon: TINY });
  const deviation = builder.apply(unary, [scale as Value], { operator: 'reciprocal' });
  const product = builder.apply(binary, [shift as Value, deviation], { operator: 'mul' });
  const mean = builder.apply(unary, [product], { operator: 'neg' });
  const faint = builder.constant('faint', filled(FAINT));
  const seen = builder.apply(binary, [deviation, faint], { operator: 'add' });
  return [mean, builder.apply(unary, [seen], { operator: 'log' })];
}

/** The deepest features of a picture, and what is told of all of them. */
function describeScale(builder: GraphBuilder, weights: Safetensors, picture: Value) {
  let x = picture;
  const told = Array.from({ length: BLOCKS }, (_, block) => {
    if (block > 0) x = builder.apply(pool, [x], { kind: 'max', ...HALVED });
    const name = `darknet.${block}`;
    const inputs = [
      x,
      builder.constant(`${name}.weight`, requireTensor(weights, `${name}.weight`)),
      builder.constant(`${name}.bias`, requireTensor(weights, `${name}.bias`)),
    ];
    const attributes = { pads: [1, 1, 1, 1], activation: 'leakyRelu', alpha: SLOPE };
    x = builder.apply(conv2d, inputs, attributes, name);
    return describeChannels(builder, x);
  }).flat();
  return { told, features: x };
}

/** What the encoder says of a picture. */
export interface EncodedPicture {
  /** The code of its style, `[1, 100]`. */
  readonly code: Value;
  /** Features of what is in it, `[1, 128, height / 8, width / 8]`. */
  readonly features: Value;
}

/**
 * Adds the style encoder of encoder.py to a graph.
 * @param picture `[1, 3, height, width]` in 0..1, sides multiples of 16
 * @throws InstrumentError when the weights are not those of an encoder
 * @source models/style/encoder.py
 */
export function addStyleEncoder(
  builder: GraphBuilder,
  weights: Safetensors,
  picture: Value,
): EncodedPicture {
  const half = builder.apply(pool, [picture], { kind: 'average', ...HALVED });
  const whole = describeScale(builder, weights, picture);
  const parts = [...whole.told, ...describeScale(builder, weights, half).told];
  const layer = (x: Value, name: string, activation?: string) =>
    builder.apply(
      matmul,
      [
        x,
        builder.constant(`${name}.weight`, requireTensor(weights, `${name}.weight`)),
        builder.constant(`${name}.bias`, requireTensor(weights, `${name}.bias`)),
      ],
      { transposeB: true, bias: true, ...(activation && { activation }) },
      name,
    );
  const description = builder.apply(concat, parts, { axis: 1 });
  return { code: layer(layer(description, 'hidden', 'relu'), 'code'), features: whole.features };
}

/** Side of the square that the encoder was trained to read. @throws InstrumentError */
export function styleSide({ metadata }: Safetensors): number {
  const side = Number(metadata.styleSize);
  if (Number.isInteger(side) && side > 0 && side % 16 === 0) return side;
  return fail({
    subject: 'The weights of the style encoder',
    constraint: 'tell in their metadata a styleSize that is a multiple of 16',
    got: metadata.styleSize ?? 'none',
    remedy: 'export them with models/style/export.py',
  });
}

/**
 * The code of a picture's style. It waits for the GPU, beside the frames: never call it in one.
 * @param picture `[1, 3, height, width]` in 0..1, sides multiples of 16
 * @throws InstrumentError or ShaderError
 */
export async function encodeStyle(
  context: GpuContext,
  weights: Safetensors,
  picture: CpuTensor,
): Promise<Float32Array> {
  const builder = new GraphBuilder();
  const input = builder.input('picture', picture);
  const graph = optimizeGraph(builder.build([addStyleEncoder(builder, weights, input).code]));
  // A logarithm of small deviations needs more than half floats.
  const program = await buildProgram(context, graph, {
    label: 'style encoder',
    precision: 'f32',
    variant: ({ op }) => (op.name === 'conv2d' ? QUICK_KERNEL : null),
  });
  try {
    program.write({ picture });
    const frame = new FrameEncoder(context.device);
    frame.begin();
    program.encode(frame);
    frame.finish();
    const [code] = Object.values(await program.read());
    return Float32Array.from(code?.data ?? []);
  } finally {
    program.dispose();
  }
}
