import { fail } from '../../core/errors.ts';
import type { AttributeValue } from '../op.ts';

/**
 * How a net's numbers stand for the linear Rec. 709 light of a picture. With `srgb` light is held
 * between 0 and 1 and encoded, with `linear` it is taken as it is; then `(value - mean) * scale`,
 * with one number for all channels or one a channel.
 */
export interface PictureCoding {
  readonly [name: string]: AttributeValue;
  readonly coding: 'srgb' | 'linear';
  /** 0 when absent. */
  readonly mean?: readonly number[];
  /** 1 when absent. */
  readonly scale?: readonly number[];
}

/** Mean and scale of each of three channels. */
export interface ChannelScaling {
  readonly mean: readonly [number, number, number];
  readonly scale: readonly [number, number, number];
}

/** The mean and scale of three channels. @throws InstrumentError for another count, or a scale of 0 */
export function channelScaling({ mean = [0], scale = [1] }: PictureCoding): ChannelScaling {
  const bad = (list: readonly number[]) =>
    (list.length !== 1 && list.length !== 3) || !list.every(Number.isFinite);
  if (bad(mean) || bad(scale) || scale.includes(0)) {
    fail({
      subject: 'The mean and scale of a picture',
      constraint: 'be one finite number or three, the scale not 0',
      got: `mean ${mean.join(', ')} and scale ${scale.join(', ')}`,
      remedy: 'correct them',
    });
  }
  const three = (list: readonly number[]): [number, number, number] => {
    const [first = 0, second = first, third = first] = list;
    return [first, second, third];
  };
  return { mean: three(mean), scale: three(scale) };
}
