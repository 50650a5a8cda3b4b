import type { Safetensors } from '../../../engine/inference/weights/safetensors.ts';
import { Perception } from './darknet.ts';
import { leavesPicture } from './leaves.ts';
import { type Contracted, Painter } from './painter.ts';
import { addTo, halved, halvedBack, type Planes, planesLike } from './planes.ts';
import {
  contentDistance,
  type Statistics,
  statisticsOf,
  styleDistance,
  variationOf,
} from './statistics.ts';

/** Weights of the losses, and how it steps; `FitConfig` of refine.py. */
export const FIT = {
  steps: 32,
  rate: 0.05,
  content: 0.2,
  moment: 0.25,
  variation: 2,
  /** Side of the pictures that it paints, and how many there are. */
  size: 96,
  pictures: 12,
  seed: 3,
} as const;

/** Adam's: how much of the means is kept, and what keeps it from dividing by 0. */
const [DECAY, SQUARE_DECAY, TINY] = [0.9, 0.99, 1e-8];
/** Middle of the colours, from which their statistics are taken; `style_of` of perceptual.py. */
const MIDDLE = 0.5;

/** A style's statistics at whole and at half size: of four blocks of features and of the colours. */
type WantedStyle = readonly (readonly Statistics[])[];

/** A picture that the fit paints, with what does not depend on the style. */
interface Content {
  readonly contracted: Contracted;
  /** The deepest features, to be kept. */
  readonly features: Planes;
}

/** A loss, and its gradient by the numbers of the style. */
export interface FitLoss {
  readonly loss: number;
  readonly slopes: Float64Array;
}

/** The losses of a style's numbers on pictures, by gradient. */
export class StyleLosses {
  readonly painter: Painter;
  readonly #perception: Perception;
  readonly #wanted: WantedStyle;

  /** @param style the picture to be painted like, `[3, h, w]` in 0..1, sides multiples of 16 */
  constructor(weights: Safetensors, encoder: Safetensors, style: Planes) {
    this.painter = new Painter(weights);
    this.#perception = new Perception(encoder);
    this.#wanted = [style, halved(style)].map((scale) => [
      ...this.#perception.see(scale).blocks.map((block) => statisticsOf(block)),
      statisticsOf(scale, MIDDLE),
    ]);
  }

  /** Takes in a picture to be painted, `[3, h, w]` in 0..1, sides multiples of 16. */
  contentOf(picture: Planes): Content {
    const features = this.#perception.see(picture).blocks.at(-1) as Planes;
    return { contracted: this.painter.contract(picture), features };
  }

  /** How far a picture painted by a style's numbers is from what is wanted. */
  measure({ contracted, features }: Content, numbers: Float64Array): FitLoss {
    const painting = this.painter.paint(contracted, numbers);
    const { painted } = painting;
    const whole = this.#seen(painted, this.#wanted[0] ?? [], features);
    const half = this.#seen(halved(painted), this.#wanted[1] ?? [], null);
    halvedBack(half.slope, whole.slope);
    const variation = variationOf(painted);
    addTo(whole.slope, variation.slope, FIT.variation);
    const loss = whole.loss + half.loss + FIT.variation * variation.loss;
    return { loss, slopes: this.painter.back(contracted, painting, whole.slope, numbers) };
  }

  /** Style, and content where it is given, of a picture at one scale, with its gradient. */
  #seen(picture: Planes, wanted: readonly Statistics[], content: Planes | null) {
    const seen = this.#perception.see(picture);
    const scales = 2;
    let loss = 0;
    const distances = [...seen.blocks, picture].map((features, i) => {
      const less = features === picture ? MIDDLE : 0;
      const one = styleDistance(features, wanted[i] as Statistics, { moment: FIT.moment, less });
      const share = 1 / scales / wanted.length;
      loss += share * one.loss;
      return addTo(planesLike(features), one.slope, share);
    });
    const [colours, blocks] = [distances.pop() as Planes, distances];
    if (content) {
      const kept = contentDistance(seen.blocks.at(-1) as Planes, content);
      loss += FIT.content * kept.loss;
      addTo(blocks.at(-1) as Planes, kept.slope, FIT.content);
    }
    return { loss, slope: addTo(this.#perception.back(seen, blocks), colours) };
  }
}

/** Where a fit stands. */
export interface FitProgress {
  readonly step: number;
  readonly steps: number;
  /** Of the picture that was painted last. */
  readonly loss: number;
  /** What is added to the numbers that the code names. */
  readonly offset: Float32Array;
}

/** How long a fit takes. */
export interface FitLength {
  readonly steps: number;
  /** Side of the pictures that it paints. */
  readonly size: number;
}

/** What a style is fitted with. */
export interface FitRequest {
  readonly weights: Safetensors;
  readonly encoder: Safetensors;
  /** The picture to be painted like, `[3, h, w]` in 0..1, sides multiples of 16. */
  readonly style: Planes;
  /** What the encoder named, `[100]`. */
  readonly code: ArrayLike<number>;
}

/** Moves numbers down a slope, each by about the same. @source D. Kingma, J. Ba, "Adam", 2015 */
class Adam {
  readonly #means: Float64Array;
  readonly #squares: Float64Array;
  #steps = 0;

  constructor(count: number) {
    this.#means = new Float64Array(count);
    this.#squares = new Float64Array(count);
  }

  move(numbers: Float32Array, slopes: Float64Array, rate: number): void {
    this.#steps += 1;
    const even = 1 - DECAY ** this.#steps;
    const evenSquares = 1 - SQUARE_DECAY ** this.#steps;
    for (let i = 0; i < numbers.length; i++) {
      const slope = slopes[i] as number;
      const mean = DECAY * (this.#means[i] as number) + (1 - DECAY) * slope;
      const square = SQUARE_DECAY * (this.#squares[i] as number) + (1 - SQUARE_DECAY) * slope ** 2;
      this.#means[i] = mean;
      this.#squares[i] = square;
      const move = (rate * mean) / even / (Math.sqrt(square / evenSquares) + TINY);
      numbers[i] = (numbers[i] as number) - move;
    }
  }
}

/** Whole for a quarter of the way, then falling to a tenth. */
const fallingRate = (done: number) => Math.min(1, 1.2 * (1 - done) + 0.1);

/**
 * Fits a style's own numbers to a picture, the net standing still: every step paints another drawn
 * picture and follows the losses of training down.
 * @throws InstrumentError when weights are not those of the style net and its encoder
 */
export function* fitStyle(
  { weights, encoder, style, code }: FitRequest,
  { steps, size }: FitLength = FIT,
): Generator<FitProgress, void> {
  const losses = new StyleLosses(weights, encoder, style);
  const named = losses.painter.numbersOf(code);
  const offset = new Float32Array(named.length);
  const adam = new Adam(named.length);
  const contents: Content[] = [];
  for (let step = 0; step < steps; step++) {
    const numbers = named.map((value, i) => value + (offset[i] as number));
    const place = step % FIT.pictures;
    contents[place] ??= losses.contentOf(leavesPicture(size, FIT.seed + place));
    const { loss, slopes } = losses.measure(contents[place], numbers);
    adam.move(offset, slopes, FIT.rate * fallingRate(step / steps));
    yield { step: step + 1, steps, loss, offset };
  }
}
