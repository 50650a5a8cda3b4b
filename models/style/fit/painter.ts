import type { CpuTensor } from '../../../engine/inference/tensor.ts';
import type { Safetensors } from '../../../engine/inference/weights/safetensors.ts';
import { requireStyleTensor, type StylePlaces, styleNetShape, stylePlaces } from '../net-shape.ts';
import { Convolution } from './convolution.ts';
import {
  addTo,
  doubled,
  doubledBack,
  type Planes,
  planesLike,
  shuffled,
  unshuffled,
} from './planes.ts';

/** Instance norm that a style scales and shifts, with what the way back needs. */
interface Styled {
  readonly normed: Planes;
  readonly byDeviation: Float64Array;
  readonly place: StylePlaces['norms'][number];
  readonly result: Planes;
}

/** What happened on the way to a painted picture. */
interface Painting {
  readonly painted: Planes;
  readonly blocks: readonly { readonly inner: Styled; readonly outer: Styled }[];
  /** Before the skip is added, and activated. */
  readonly expands: readonly Styled[];
}

/** The part of a picture's way that no style touches: the contracted picture at every size. */
export type Contracted = readonly Planes[];

function activated(x: Planes): Planes {
  const result = planesLike(x);
  for (let i = 0; i < x.data.length; i++) result.data[i] = Math.max(0, x.data[i] as number);
  return result;
}

/** Takes out of a gradient what an activation let not through. */
function throughActivation(slope: Planes, before: Planes): void {
  for (let i = 0; i < slope.data.length; i++) {
    if ((before.data[i] as number) <= 0) slope.data[i] = 0;
  }
}

/** The style net on the processor: forward, and backward to the numbers of a style. */
export class Painter {
  readonly #contract: readonly Convolution[];
  readonly #residual: readonly Convolution[];
  readonly #expand: readonly Convolution[];
  readonly #paint: Convolution;
  readonly #places: StylePlaces;
  readonly #epsilon: number;
  readonly #weights: Safetensors;

  /** @throws InstrumentError when the weights are not those of the style net */
  constructor(weights: Safetensors) {
    const shape = styleNetShape(weights);
    const conv = (name: string, stride: 1 | 2 = 1) =>
      new Convolution(requireStyleTensor(weights, `${name}.weight`), {
        bias: weights.tensors.get(`${name}.bias`),
        stride,
        edge: 'repeated',
      });
    const many = (count: number, make: (i: number) => Convolution) =>
      Array.from({ length: count }, (_, i) => make(i));
    const { widths, blocks } = shape;
    this.#contract = many(widths.length, (i) => conv(`contract.${i}`, i === 0 ? 1 : 2));
    this.#residual = many(2 * blocks, (i) => conv(`residual.${i}`));
    this.#expand = many(widths.length - 1, (i) => conv(`expand.${i}`));
    this.#paint = conv('paint');
    this.#places = stylePlaces(shape);
    this.#epsilon = shape.normEps;
    this.#weights = weights;
  }

  /** How many numbers a style has. */
  get numberCount(): number {
    return this.#places.count;
  }

  /** The numbers that a code names, gammas less one. @param code `[100]` */
  numbersOf(code: ArrayLike<number>): Float64Array {
    const weight = requireStyleTensor(this.#weights, 'style.weight');
    const bias: CpuTensor = requireStyleTensor(this.#weights, 'style.bias');
    const columns = weight.shape[1] ?? 0;
    return Float64Array.from(bias.data, (start, row) => {
      let sum = start;
      for (let i = 0; i < columns; i++) {
        sum += (weight.data[row * columns + i] as number) * (code[i] as number);
      }
      return sum;
    });
  }

  /** @param picture `[3, h, w]` in 0..1, sides multiples of 8 */
  contract(picture: Planes): Contracted {
    let x = unshuffled(picture);
    return this.#contract.map((layer) => {
      x = activated(layer.forward(x));
      return x;
    });
  }

  /** Paints a contracted picture by a style's numbers. */
  paint(contracted: Contracted, numbers: Float64Array): Painting {
    let norm = 0;
    const style = (x: Planes) => this.#style(x, numbers, norm++);
    let x = contracted.at(-1) as Planes;
    const blocks: { inner: Styled; outer: Styled }[] = [];
    for (let i = 0; i < this.#residual.length; i += 2) {
      const [first, second] = [this.#residual[i], this.#residual[i + 1]];
      if (!first || !second) break;
      const inner = style(first.forward(x));
      const outer = style(second.forward(activated(inner.result)));
      x = addTo(addTo(planesLike(x), x), outer.result);
      blocks.push({ inner, outer });
    }
    const expands = this.#expand.map((layer, i) => {
      const styled = style(layer.forward(doubled(x)));
      x = activated(styled.result);
      const skip = contracted[this.#expand.length - 1 - i] as Planes;
      const count = x.height * x.width;
      for (let at = 0; at < x.data.length; at++) {
        const gate = numbers[(this.#places.gates[i] ?? 0) + Math.floor(at / count)] as number;
        x.data[at] = (x.data[at] as number) + gate * (skip.data[at] as number);
      }
      return styled;
    });
    const deep = this.#paint.forward(x);
    for (let i = 0; i < deep.data.length; i++) {
      deep.data[i] = 1 / (1 + Math.exp(-(deep.data[i] as number)));
    }
    return { painted: shuffled(deep), blocks, expands };
  }

  /** Gradient by the style's numbers from the gradient by the painted picture. */
  back(
    contracted: Contracted,
    { painted, blocks, expands }: Painting,
    byPicture: Planes,
    numbers: Float64Array,
  ): Float64Array {
    const slopes = new Float64Array(numbers.length);
    const byDeep = unshuffled(byPicture);
    const deep = unshuffled(painted);
    for (let i = 0; i < byDeep.data.length; i++) {
      const value = deep.data[i] as number;
      byDeep.data[i] = (byDeep.data[i] as number) * value * (1 - value);
    }
    let slope = this.#paint.backward(byDeep, deep);
    for (let i = expands.length - 1; i >= 0; i--) {
      const styled = expands[i] as Styled;
      this.#gateBack(contracted, slope, slopes, i);
      throughActivation(slope, styled.result);
      const layer = this.#expand[i] as Convolution;
      slope = doubledBack(layer.backward(this.#styleBack(styled, slope, numbers, slopes), slope));
    }
    for (let block = blocks.length - 1; block >= 0; block--) {
      const { inner, outer } = blocks[block] as { inner: Styled; outer: Styled };
      const [first, second] = [this.#residual[2 * block], this.#residual[2 * block + 1]];
      if (!first || !second) break;
      const byOuter = this.#styleBack(outer, slope, numbers, slopes);
      const byInner = second.backward(byOuter, slope);
      throughActivation(byInner, inner.result);
      const styled = this.#styleBack(inner, byInner, numbers, slopes);
      // What lies before the first block has no numbers of a style.
      if (block > 0) slope = addTo(first.backward(styled, slope), slope);
    }
    return slopes;
  }

  #gateBack(contracted: Contracted, slope: Planes, slopes: Float64Array, layer: number): void {
    const skip = contracted[this.#expand.length - 1 - layer] as Planes;
    const count = skip.height * skip.width;
    const start = this.#places.gates[layer] ?? 0;
    for (let at = 0; at < skip.data.length; at++) {
      const place = start + Math.floor(at / count);
      const product = (slope.data[at] as number) * (skip.data[at] as number);
      slopes[place] = (slopes[place] as number) + product;
    }
  }

  #style(x: Planes, numbers: Float64Array, norm: number): Styled {
    const place = this.#places.norms[norm];
    if (!place) throw new Error('The style net has more norms than its style has numbers for.');
    const count = x.height * x.width;
    const [normed, result] = [planesLike(x), planesLike(x)];
    const byDeviation = new Float64Array(x.channels);
    for (let channel = 0; channel < x.channels; channel++) {
      const [start, end] = [channel * count, (channel + 1) * count];
      let [sum, squares] = [0, 0];
      for (let i = start; i < end; i++) sum += x.data[i] as number;
      const mean = sum / count;
      for (let i = start; i < end; i++) squares += ((x.data[i] as number) - mean) ** 2;
      const by = 1 / Math.sqrt(squares / count + this.#epsilon);
      byDeviation[channel] = by;
      const gamma = 1 + (numbers[place.gammaAt + channel] as number);
      const beta = numbers[place.betaAt + channel] as number;
      for (let i = start; i < end; i++) {
        const value = ((x.data[i] as number) - mean) * by;
        normed.data[i] = value;
        result.data[i] = value * gamma + beta;
      }
    }
    return { normed, byDeviation, place, result };
  }

  /** Gradient by what was normed; adds those by gamma and beta to `slopes`. */
  #styleBack(
    { normed, byDeviation, place }: Styled,
    slope: Planes,
    numbers: Float64Array,
    slopes: Float64Array,
  ): Planes {
    const count = normed.height * normed.width;
    const result = planesLike(normed);
    for (let channel = 0; channel < normed.channels; channel++) {
      const [start, end] = [channel * count, (channel + 1) * count];
      let [byBeta, byGamma] = [0, 0];
      for (let i = start; i < end; i++) {
        const value = slope.data[i] as number;
        byBeta += value;
        byGamma += value * (normed.data[i] as number);
      }
      const [gammaAt, betaAt] = [place.gammaAt + channel, place.betaAt + channel];
      slopes[gammaAt] = (slopes[gammaAt] as number) + byGamma;
      slopes[betaAt] = (slopes[betaAt] as number) + byBeta;
      const by = (1 + (numbers[gammaAt] as number)) * (byDeviation[channel] as number);
      for (let i = start; i < end; i++) {
        const rest = byBeta / count + ((normed.data[i] as number) * byGamma) / count;
        result.data[i] = by * ((slope.data[i] as number) - rest);
      }
    }
    return result;
  }
}
