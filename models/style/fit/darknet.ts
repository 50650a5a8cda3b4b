import type { Safetensors } from '../../../engine/inference/weights/safetensors.ts';
import { BLOCKS, requireTensor, SLOPE } from '../darknet.ts';
import { Convolution } from './convolution.ts';
import { maxPooled, type Planes, planesLike } from './planes.ts';

/** What a picture leaves in the perceptual net, and what the way back needs. */
export interface Features {
  /** By block: 16 channels at the whole size, 32 at half, 64 at a quarter, 128 at an eighth. */
  readonly blocks: readonly Planes[];
  /** By block, where each of what it read was the largest of four; none for the first. */
  readonly places: readonly (Int32Array | null)[];
  readonly picture: Planes;
}

/** Darknet's first four blocks, as the encoder carries them: forward, and backward to the picture. */
export class Perception {
  readonly #layers: readonly Convolution[];

  /** @throws InstrumentError when the weights are not those of an encoder */
  constructor(weights: Safetensors) {
    this.#layers = Array.from({ length: BLOCKS }, (_, block) => {
      const bias = requireTensor(weights, `darknet.${block}.bias`);
      return new Convolution(requireTensor(weights, `darknet.${block}.weight`), {
        bias,
        edge: 'zero',
      });
    });
  }

  /** @param picture `[3, h, w]` in 0..1, sides multiples of 8 */
  see(picture: Planes): Features {
    const blocks: Planes[] = [];
    const places: (Int32Array | null)[] = [];
    let x = picture;
    for (const layer of this.#layers) {
      const pool = blocks.length > 0 ? maxPooled(x) : null;
      places.push(pool?.places ?? null);
      x = layer.forward(pool?.pooled ?? x);
      for (let i = 0; i < x.data.length; i++) {
        const value = x.data[i] as number;
        x.data[i] = value > 0 ? value : SLOPE * value;
      }
      blocks.push(x);
    }
    return { blocks, places, picture };
  }

  /** Gradient by the picture from the gradients by the blocks' features, which are used up. */
  back({ blocks, places, picture }: Features, slopes: readonly Planes[]): Planes {
    let slope = slopes.at(-1) as Planes;
    for (let block = this.#layers.length - 1; block >= 0; block--) {
      const [seen, layer] = [blocks[block] as Planes, this.#layers[block] as Convolution];
      for (let i = 0; i < slope.data.length; i++) {
        if ((seen.data[i] as number) <= 0) slope.data[i] = SLOPE * (slope.data[i] as number);
      }
      const below = layer.backward(slope, { height: seen.height, width: seen.width });
      const place = places[block];
      if (!place) return below;
      const sum = slopes[block - 1] ?? planesLike(blocks[block - 1] ?? picture);
      for (let i = 0; i < place.length; i++) {
        const at = place[i] as number;
        sum.data[at] = (sum.data[at] as number) + (below.data[i] as number);
      }
      slope = sum;
    }
    return slope;
  }
}
