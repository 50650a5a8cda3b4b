import { fail } from '../../engine/core/errors.ts';
import type { CpuTensor } from '../../engine/inference/tensor.ts';
import type { Safetensors } from '../../engine/inference/weights/safetensors.ts';

/** Numbers of a style's code; `CODE_SIZE` of encoder.py. */
export const CODE_SIZE = 100;

/** Styles that a picture can have at once, by region. */
export const STYLES_AT_ONCE = 2;

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
export interface StylePlaces {
  readonly norms: readonly { readonly gammaAt: number; readonly betaAt: number }[];
  readonly gates: readonly number[];
  readonly count: number;
}

/** Where a style's numbers lie; `style_sizes` of net.py. */
export function stylePlaces({
  widths,
  blocks,
}: Pick<StyleNetShape, 'widths' | 'blocks'>): StylePlaces {
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

/** Numbers of a style in the net S, which the instrument plays. */
export const STYLE_NUMBERS = stylePlaces({ widths: [16, 32, 64], blocks: 5 }).count;

/** A tensor of the style net's file. @throws InstrumentError when it is not there, or of another shape */
export function requireStyleTensor(
  { tensors }: Safetensors,
  name: string,
  shape?: readonly number[],
): CpuTensor {
  const found = tensors.get(name);
  if (found && (!shape || found.shape.join() === shape.join())) return found;
  return fail({
    subject: `The tensor "${name}" of the style net`,
    constraint: `be in its weights${shape ? ` as [${shape.join(', ')}]` : ''}`,
    got: found ? `[${found.shape.join(', ')}]` : 'none',
    remedy: 'export them with models/style/export.py',
  });
}
