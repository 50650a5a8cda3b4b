import { fail } from '../../../engine/core/errors.ts';
import type { GraphBuilder, Value } from '../../../engine/inference/graph.ts';
import type { Attributes, OpDefinition } from '../../../engine/inference/op.ts';
import binary from '../../../engine/inference/ops/binary.ts';
import channelAffine from '../../../engine/inference/ops/channel-affine.ts';
import channelStats from '../../../engine/inference/ops/channel-stats.ts';
import clip from '../../../engine/inference/ops/clip.ts';
import convTranspose from '../../../engine/inference/ops/conv-transpose.ts';
import conv2d from '../../../engine/inference/ops/conv2d.ts';
import { type CpuTensor, tensor } from '../../../engine/inference/tensor.ts';

/** A fast style net's variables by name, in TensorFlow's order of axes. */
export type FastStyleVariables = ReadonlyMap<string, CpuTensor>;

/** Built-in styles that a fast style net was trained in, with its folder. */
export const FAST_STYLES: Readonly<Record<string, string>> = {
  udnie: 'udnie',
  'great-wave': 'wave',
};

const EPSILON = 1e-3;
const RESIDUAL_BLOCKS = 5;
/** Variables of a layer: kernel, shift, scale. */
const LAYER = 3;

/** A kernel `[kh, kw, a, b]` as `[b, a, kh, kw]`. */
function turnedKernel({ shape, data }: CpuTensor): CpuTensor {
  const [height = 1, width = 1, a = 1, b = 1] = shape;
  const plane = height * width;
  const values = Float32Array.from({ length: data.length }, (_, i) => {
    const [from, tap] = [Math.floor(i / plane), i % plane];
    return data[(tap * a + (from % a)) * b + Math.floor(from / a)] ?? 0;
  });
  return tensor([b, a, height, width], values);
}

class FastStyleLayers {
  readonly #builder: GraphBuilder;
  readonly #variables: FastStyleVariables;
  #next = 0;

  constructor(builder: GraphBuilder, variables: FastStyleVariables) {
    this.#builder = builder;
    this.#variables = variables;
  }

  /** `[1, 3, h, w]` in 0..1 to the same; sides are multiples of 4. */
  paint(picture: Value): Value {
    let x = this.#times(picture, 255);
    for (const stride of [1, 2, 2]) x = this.#layer(x, { stride, activation: 'relu' });
    for (let block = 0; block < RESIDUAL_BLOCKS; block++) {
      const inner = this.#layer(x, { activation: 'relu' });
      x = this.#apply(binary, [this.#layer(inner, {}), x], { operator: 'add' });
    }
    for (let i = 0; i < 2; i++) x = this.#layer(x, { grows: true, activation: 'relu' });
    const swing = this.#layer(x, { activation: 'tanh' });
    const half = this.#builder.constant('half', tensor([1, 1, 1, 1], [0.5]));
    const light = this.#apply(binary, [this.#times(swing, 150 / 255), half], { operator: 'add' });
    return this.#apply(clip, [light], { min: 0, max: 1 });
  }

  #layer(
    x: Value,
    {
      stride = 1,
      grows = false,
      activation,
    }: { stride?: number; grows?: boolean; activation?: string },
  ): Value {
    const [kernel, shift, scale] = [0, 1, 2].map((i) => this.#variable(this.#next + i));
    this.#next += LAYER;
    if (!kernel || !shift || !scale) return x;
    const weights = turnedKernel(kernel);
    const [channels = 0] = scale.shape;
    const size = weights.shape[2] ?? 1;
    // TensorFlow's SAME on sides that are multiples of the stride.
    const before = Math.floor((size - stride) / 2);
    const after = size - stride - before;
    const inputs = [
      x,
      this.#builder.constant('kernel', weights),
      this.#builder.constant('bias', tensor([channels], new Float32Array(channels))),
    ];
    const made = grows
      ? this.#apply(convTranspose, inputs, { strides: [2, 2], pads: [0, 0, 1, 1] })
      : this.#apply(conv2d, inputs, {
          strides: [stride, stride],
          pads: [before, before, after, after],
        });
    const style = [this.#builder.constant('scale', scale), this.#builder.constant('shift', shift)];
    const norm = this.#builder.applyAll(channelStats, [made, ...style], { epsilon: EPSILON });
    return this.#apply(channelAffine, [made, ...norm], activation ? { activation } : {});
  }

  #variable(place: number): CpuTensor {
    const name = place === 0 ? 'Variable' : `Variable_${place}`;
    return (
      this.#variables.get(name) ??
      fail({
        subject: `The tensor "${name}" of a fast style net`,
        constraint: 'be in its folder',
        got: 'none',
        remedy: 'name a folder with its manifest.json and all of its files',
      })
    );
  }

  #times(x: Value, factor: number): Value {
    const by = this.#builder.constant('factor', tensor([1, 1, 1, 1], [factor]));
    return this.#apply(binary, [x, by], { operator: 'mul' });
  }

  #apply<A extends Attributes>(
    op: OpDefinition<A>,
    inputs: readonly Value[],
    attributes: Attributes,
  ): Value {
    return this.#builder.apply(op as unknown as OpDefinition, inputs, attributes);
  }
}

/**
 * Adds a fast style net, one net a style, to a graph.
 * @param picture `[1, 3, h, w]` in 0..1, sides multiples of 4
 * @returns the painted picture, like the one that came in
 * @throws InstrumentError when variables are missing
 * @source J. Johnson et al., 2016; https://github.com/lengstrom/fast-style-transfer, src/transform.py
 */
export function addFastStyle(
  builder: GraphBuilder,
  variables: FastStyleVariables,
  picture: Value,
): Value {
  return new FastStyleLayers(builder, variables).paint(picture);
}
