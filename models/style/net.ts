import { fail } from '../../engine/core/errors.ts';
import type { GraphBuilder, Value } from '../../engine/inference/graph.ts';
import type { Attributes, OpDefinition } from '../../engine/inference/op.ts';
import channelSkip from '../../engine/inference/ops/channel-skip.ts';
import channelStats from '../../engine/inference/ops/channel-stats.ts';
import conv2d from '../../engine/inference/ops/conv2d.ts';
import matmul from '../../engine/inference/ops/matmul.ts';
import pixelShuffle from '../../engine/inference/ops/pixel-shuffle.ts';
import pixelUnshuffle from '../../engine/inference/ops/pixel-unshuffle.ts';
import { type CpuTensor, tensor } from '../../engine/inference/tensor.ts';
import type { Safetensors } from '../../engine/inference/weights/safetensors.ts';

/** Numbers of a style's code; `CODE_SIZE` of encoder.py. */
export const CODE_SIZE = 100;

/** What a file of weights says of its net; written by `metadata` of export.py. */
export interface StyleNetShape {
  /** Channels at 1/2, 1/4, ... of the picture. */
  readonly widths: readonly number[];
  readonly blocks: number;
  readonly normEps: number;
}

/** Reads the shape of the net that weights are of. @throws InstrumentError when they do not say it */
export function styleNetShape({ metadata }: Safetensors): StyleNetShape {
  const numbers = [metadata.widths, metadata.blocks, metadata.normEps].map((text) => {
    const value: unknown = JSON.parse(text ?? 'null');
    return value;
  });
  const [widths, blocks, normEps] = numbers;
  const known =
    Array.isArray(widths) && widths.length > 1 && widths.every((each) => typeof each === 'number');
  if (known && typeof blocks === 'number' && typeof normEps === 'number') {
    return { widths, blocks, normEps };
  }
  return fail({
    subject: 'The weights of the style net',
    constraint: 'tell widths, blocks and normEps in their metadata',
    got: JSON.stringify(metadata),
    remedy: 'export them with models/style/export.py',
  });
}

/** Sides of the picture must be multiples of this. */
export const sideMultiple = ({ widths }: StyleNetShape) => 2 ** widths.length;

/** Place of each styled convolution's numbers, and of each gate's, in the style's numbers. */
interface StylePlaces {
  readonly norms: readonly { readonly gammaAt: number; readonly betaAt: number }[];
  readonly gates: readonly number[];
  readonly count: number;
}

function stylePlaces({ widths, blocks }: StyleNetShape): StylePlaces {
  const deep = widths.at(-1) ?? 0;
  const expanded = widths.slice(0, -1).reverse();
  let count = 0;
  const take = (size: number) => {
    count += size;
    return count - size;
  };
  const channels = [...new Array<number>(2 * blocks).fill(deep), ...expanded];
  const norms = channels.map((size) => ({ gammaAt: take(size), betaAt: take(size) }));
  return { norms, gates: expanded.map((size) => take(size)), count };
}

/** Edges are repeated, as in training: zeros would paint a frame. */
const PADDED: Attributes = { pads: [1, 1, 1, 1], padMode: 'replicate' };
const BLOCK: Attributes = { block: 2, order: 'crd' };

/** The layers of the style net, put into a graph one by one. */
class StyleLayers {
  readonly #builder: GraphBuilder;
  readonly #weights: Safetensors;
  readonly #shape: StyleNetShape;
  readonly #places: StylePlaces;
  readonly #numbers: Value;
  #norm = 0;

  constructor(builder: GraphBuilder, weights: Safetensors, code: Value) {
    this.#builder = builder;
    this.#weights = weights;
    this.#shape = styleNetShape(weights);
    this.#places = stylePlaces(this.#shape);
    this.#numbers = this.#styleNumbers(code);
  }

  /** `[1, 3, h, w]` in 0..1 to the same. */
  paint(picture: Value): Value {
    const { widths, blocks } = this.#shape;
    let x = this.#apply(pixelUnshuffle, [picture], BLOCK, 'unshuffle');
    const contracted: Value[] = [];
    for (let i = 0; i < widths.length; i++) {
      const strides = i === 0 ? [1, 1] : [2, 2];
      x = this.#conv(`contract.${i}`, x, { strides, activation: 'relu' });
      contracted.push(x);
    }
    for (let block = 0; block < blocks; block++) {
      const inner = this.#styled(this.#conv(`residual.${2 * block}`, x, {}));
      const outer = this.#styled(
        this.#conv(`residual.${2 * block + 1}`, inner.x, { inputActivation: 'relu' }, inner),
      );
      const from = [outer.x, x, outer.scale, outer.shift];
      x = this.#apply(channelSkip, from, {}, `block ${block}`);
    }
    for (let i = 0; i < widths.length - 1; i++) {
      const skip = contracted[widths.length - 2 - i] as Value;
      const { x: wide, scale, shift } = this.#styled(this.#conv(`expand.${i}`, x, { upsample: 2 }));
      const from = [wide, skip, scale, shift, this.#numbers];
      const gateAt = this.#places.gates[i] ?? 0;
      x = this.#apply(channelSkip, from, { gateAt, activation: 'relu' }, `skip ${i}`);
    }
    const deep = this.#conv('paint', x, { activation: 'sigmoid' });
    return this.#apply(pixelShuffle, [deep], BLOCK, 'shuffle');
  }

  /** The style's numbers `[1, count]`, linear in its code, gammas whole. */
  #styleNumbers(code: Value): Value {
    const { norms, count } = this.#places;
    const bias = Float32Array.from(this.#tensor('style.bias', [count]).data);
    const sizes = norms.map(({ gammaAt, betaAt }) => [gammaAt, betaAt] as const);
    for (const [from, to] of sizes) for (let i = from; i < to; i++) bias[i] = (bias[i] ?? 0) + 1;
    const inputs = [
      code,
      this.#builder.constant('style.weight', this.#tensor('style.weight', [count, CODE_SIZE])),
      this.#builder.constant('style.bias', tensor([count], bias)),
    ];
    return this.#apply(matmul, inputs, { transposeB: true, bias: true }, 'style');
  }

  /** Scale and shift that are the style's instance norm of what a convolution made. */
  #styled(x: Value) {
    const place = this.#places.norms[this.#norm++];
    if (!place) throw new Error('The style net has more norms than its style has numbers for.');
    const epsilon = this.#shape.normEps;
    const inputs = [x, this.#numbers, this.#numbers];
    const attributes = { ...place, epsilon };
    const [scale, shift] = this.#builder.applyAll(
      channelStats,
      inputs,
      attributes,
      `${x.name} style`,
    );
    return { x, scale: scale as Value, shift: shift as Value };
  }

  /** A convolution, of a picture that a norm before it may have styled. */
  #conv(
    name: string,
    x: Value,
    attributes: Attributes,
    norm?: { readonly scale: Value; readonly shift: Value },
  ): Value {
    const weights = this.#tensor(`${name}.weight`);
    const [outputs = 0] = weights.shape;
    const bias =
      this.#weights.tensors.get(`${name}.bias`) ?? tensor([outputs], new Float32Array(outputs));
    const inputs = [
      x,
      this.#builder.constant(`${name}.weight`, weights),
      this.#builder.constant(`${name}.bias`, bias),
      ...(norm ? [norm.scale, norm.shift] : []),
    ];
    return this.#apply(
      conv2d,
      inputs,
      { ...PADDED, ...attributes, normalize: norm !== undefined },
      name,
    );
  }

  #tensor(name: string, shape?: readonly number[]): CpuTensor {
    const found = this.#weights.tensors.get(name);
    if (found && (!shape || found.shape.join() === shape.join())) return found;
    return fail({
      subject: `The tensor "${name}" of the style net`,
      constraint: `be in its weights${shape ? ` as [${shape.join(', ')}]` : ''}`,
      got: found ? `[${found.shape.join(', ')}]` : 'none',
      remedy: 'export them with models/style/export.py',
    });
  }

  #apply<A extends Attributes>(
    op: OpDefinition<A>,
    inputs: readonly Value[],
    attributes: Attributes,
    label: string,
  ): Value {
    return this.#builder.apply(op as unknown as OpDefinition, inputs, attributes, label);
  }
}

/**
 * Adds the style net of net.py to a graph.
 * @param picture `[1, 3, height, width]` in 0..1, sides multiples of {@link sideMultiple}
 * @param code `[1, 100]`
 * @returns the painted picture, like the one that came in
 * @throws InstrumentError when the weights are not those of such a net
 * @source models/style/net.py; V. Dumoulin et al., "A Learned Representation for Artistic Style", 2017
 */
export function addStyleNet(
  builder: GraphBuilder,
  weights: Safetensors,
  { picture, code }: { readonly picture: Value; readonly code: Value },
): Value {
  return new StyleLayers(builder, weights, code).paint(picture);
}
