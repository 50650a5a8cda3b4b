import type { GraphBuilder, Value } from '../../engine/inference/graph.ts';
import type { Attributes, OpDefinition } from '../../engine/inference/op.ts';
import binary from '../../engine/inference/ops/binary.ts';
import channelStats from '../../engine/inference/ops/channel-stats.ts';
import channelStyles from '../../engine/inference/ops/channel-styles.ts';
import concat from '../../engine/inference/ops/concat.ts';
import conv2d from '../../engine/inference/ops/conv2d.ts';
import matmul from '../../engine/inference/ops/matmul.ts';
import pixelShuffle from '../../engine/inference/ops/pixel-shuffle.ts';
import pixelUnshuffle from '../../engine/inference/ops/pixel-unshuffle.ts';
import { type CpuTensor, tensor } from '../../engine/inference/tensor.ts';
import type { Safetensors } from '../../engine/inference/weights/safetensors.ts';
import {
  CODE_SIZE,
  requireStyleTensor,
  type StyleNetShape,
  type StylePlaces,
  styleNetShape,
  stylePlaces,
} from './net-shape.ts';

/** Share of the second style, `[1, 3, height, width]`, of which the first channel counts. */
export type RegionsAt = (size: { readonly height: number; readonly width: number }) => Value;

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
  readonly #regionsAt: RegionsAt;
  /** By height. */
  readonly #regions = new Map<number, Value>();
  readonly #ones: Value;
  readonly #zeros: Value;
  #norm = 0;

  constructor(
    builder: GraphBuilder,
    weights: Safetensors,
    { codes, offsets, regionsAt }: Omit<StyledPicture, 'picture'>,
  ) {
    this.#builder = builder;
    this.#weights = weights;
    this.#shape = styleNetShape(weights);
    this.#places = stylePlaces(this.#shape);
    this.#numbers = this.#styleNumbers(codes, offsets);
    this.#regionsAt = regionsAt;
    const widest = Math.max(...this.#shape.widths);
    const filled = (name: string, value: number) =>
      builder.constant(name, tensor([widest], new Float32Array(widest).fill(value)));
    this.#ones = filled('ones', 1);
    this.#zeros = filled('zeros', 0);
  }

  /** `[1, 3, h, w]` in 0..1 to the same. */
  paint(picture: Value): Value {
    const { widths, blocks } = this.#shape;
    const [, , height = 1, width = 1] = picture.shape;
    // Before all else, so that a pass that is cut into slices sees the regions of one frame.
    for (let level = 1; level <= widths.length; level++) {
      const size = { height: height >> level, width: width >> level };
      this.#regions.set(size.height, this.#regionsAt(size));
    }
    let x = this.#apply(pixelUnshuffle, [picture], BLOCK, 'unshuffle');
    const contracted: Value[] = [];
    for (let i = 0; i < widths.length; i++) {
      const strides = i === 0 ? [1, 1] : [2, 2];
      x = this.#conv(`contract.${i}`, x, { strides, activation: 'relu' });
      contracted.push(x);
    }
    for (let block = 0; block < blocks; block++) {
      const inner = this.#conv(`residual.${2 * block}`, x, {});
      const styled = this.#styled(inner, { activation: 'relu' });
      x = this.#styled(this.#conv(`residual.${2 * block + 1}`, styled, {}), {}, x);
    }
    for (let i = 0; i < widths.length - 1; i++) {
      const skip = contracted[widths.length - 2 - i] as Value;
      const wide = this.#conv(`expand.${i}`, x, { upsample: 2 });
      const gateAt = this.#places.gates[i] ?? 0;
      x = this.#styled(wide, { gateAt, activation: 'relu' }, skip);
    }
    const deep = this.#conv('paint', x, { activation: 'sigmoid' });
    return this.#apply(pixelShuffle, [deep], BLOCK, 'shuffle');
  }

  /** The styles' numbers `[2, count]`, linear in their codes, gammas whole, with what is added. */
  #styleNumbers(codes: Value, offsets: Value): Value {
    const { norms, count } = this.#places;
    const bias = Float32Array.from(this.#tensor('style.bias', [count]).data);
    const sizes = norms.map(({ gammaAt, betaAt }) => [gammaAt, betaAt] as const);
    for (const [from, to] of sizes) for (let i = from; i < to; i++) bias[i] = (bias[i] ?? 0) + 1;
    const inputs = [
      codes,
      this.#builder.constant('style.weight', this.#tensor('style.weight', [count, CODE_SIZE])),
      this.#builder.constant('style.bias', tensor([count], bias)),
    ];
    const named = this.#apply(matmul, inputs, { transposeB: true, bias: true }, 'style');
    return this.#apply(binary, [named, offsets], { operator: 'add' }, 'fitted');
  }

  /** The styles' instance norm of what a convolution made, over a skip where there is one. */
  #styled(x: Value, attributes: Attributes, skip?: Value): Value {
    const place = this.#places.norms[this.#norm++];
    if (!place) throw new Error('The style net has more norms than its style has numbers for.');
    const regions = this.#regions.get(x.shape[2] ?? 0);
    if (!regions) throw new Error(`The style net has no regions for ${x.name}.`);
    const attributesOfNorm = { epsilon: this.#shape.normEps, gammaAt: 0, betaAt: 0 };
    const normed = this.#builder.applyAll(
      channelStats,
      [x, this.#ones, this.#zeros],
      attributesOfNorm,
      `${x.name} norm`,
    );
    const from = [x, ...normed, this.#numbers, regions, ...(skip ? [skip] : [])];
    return this.#apply(channelStyles, from, { ...place, ...attributes }, `${x.name} styled`);
  }

  #conv(name: string, x: Value, attributes: Attributes): Value {
    const weights = this.#tensor(`${name}.weight`);
    const [outputs = 0] = weights.shape;
    const bias =
      this.#weights.tensors.get(`${name}.bias`) ?? tensor([outputs], new Float32Array(outputs));
    const inputs = [
      x,
      this.#builder.constant(`${name}.weight`, weights),
      this.#builder.constant(`${name}.bias`, bias),
    ];
    return this.#apply(conv2d, inputs, { ...PADDED, ...attributes }, name);
  }

  #tensor(name: string, shape?: readonly number[]): CpuTensor {
    return requireStyleTensor(this.#weights, name, shape);
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

/** What the style net paints, and how. */
export interface StyledPicture {
  /** `[1, 3, height, width]` in 0..1, sides multiples of {@link sideMultiple}. */
  readonly picture: Value;
  /** Codes of two styles, `[2, 100]`. */
  readonly codes: Value;
  /** What is added to the numbers that the codes name, `[2, count]`, see {@link stylePlaces}. */
  readonly offsets: Value;
  /** Where the second style is. */
  readonly regionsAt: RegionsAt;
}

/**
 * Adds the style net of net.py to a graph.
 * @returns the painted picture, like the one that came in
 * @throws InstrumentError when the weights are not those of such a net
 * @source models/style/net.py; V. Dumoulin et al., "A Learned Representation for Artistic Style", 2017
 */
export function addStyleNet(
  builder: GraphBuilder,
  weights: Safetensors,
  { picture, ...styles }: StyledPicture,
): Value {
  return new StyleLayers(builder, weights, styles).paint(picture);
}

/**
 * The same in one style alone.
 * @param code `[1, 100]` @param offset `[1, count]`, see {@link stylePlaces}
 */
export function addPlainStyleNet(
  builder: GraphBuilder,
  weights: Safetensors,
  {
    picture,
    code,
    offset,
  }: { readonly picture: Value; readonly code: Value; readonly offset: Value },
): Value {
  const twice = (x: Value) => builder.apply(concat, [x, x], { axis: 0 });
  const regionsAt: RegionsAt = ({ height, width }) => {
    const shape = [1, 3, height, width];
    return builder.constant('one region', tensor(shape, new Float32Array(3 * height * width)));
  };
  const styles = { codes: twice(code), offsets: twice(offset), regionsAt };
  return addStyleNet(builder, weights, { picture, ...styles });
}
