import { fail } from '../core/errors.ts';
import { shapeText } from './tensor.ts';

/** How a sliding window moves over a picture; pads are top, left, bottom, right. */
export interface WindowAttributes {
  readonly strides?: readonly number[] | undefined;
  readonly dilations?: readonly number[] | undefined;
  readonly pads?: readonly number[] | undefined;
}

/** A window with every number in place. */
export interface Window {
  readonly kernel: readonly [height: number, width: number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly pads: readonly [top: number, left: number, bottom: number, right: number];
}

const pair = (values: readonly number[] | undefined, standard: number): [number, number] => [
  values?.[0] ?? standard,
  values?.[1] ?? values?.[0] ?? standard,
];

/** Fills in the standard stride 1, dilation 1 and no padding. */
export function windowOf(kernel: readonly [number, number], attributes: WindowAttributes): Window {
  const { pads = [] } = attributes;
  return {
    kernel,
    strides: pair(attributes.strides, 1),
    dilations: pair(attributes.dilations, 1),
    pads: [pads[0] ?? 0, pads[1] ?? 0, pads[2] ?? 0, pads[3] ?? 0],
  };
}

/**
 * Extent of the result of a window over `height` × `width`.
 * @throws InstrumentError when the window does not fit
 */
export function windowExtent(
  { kernel, strides, dilations, pads }: Window,
  height: number,
  width: number,
): [number, number] {
  const along = (extent: number, axis: 0 | 1) => {
    const room = extent + pads[axis] + pads[axis === 0 ? 2 : 3];
    return Math.floor((room - dilations[axis] * (kernel[axis] - 1) - 1) / strides[axis]) + 1;
  };
  const extent: [number, number] = [along(height, 0), along(width, 1)];
  if (extent[0] >= 1 && extent[1] >= 1) return extent;
  return fail({
    subject: `A window of ${shapeText(kernel)}`,
    constraint: `fit into the picture of ${shapeText([height, width])} with its padding`,
    got: shapeText(extent),
    remedy: 'use a larger picture, more padding or a smaller window',
  });
}

/** What lies outside of a picture. */
export type PadMode = 'zero' | 'reflect' | 'replicate';

/** Place in 0..extent-1 for a place outside, or -1 where the picture is zero there. */
export function padIndex(i: number, extent: number, mode: PadMode): number {
  if (i >= 0 && i < extent) return i;
  if (mode === 'zero') return -1;
  if (mode === 'replicate') return i < 0 ? 0 : extent - 1;
  if (extent === 1) return 0;
  const period = 2 * (extent - 1);
  const place = ((i % period) + period) % period;
  return place < extent ? place : period - place;
}

/** WGSL `fn padIndex(i, extent) -> i32` of a mode; -1 where the picture is zero. */
export function padFunction(mode: PadMode): string {
  if (mode === 'zero') {
    return 'fn padIndex(i: i32, extent: i32) -> i32 { return select(-1, i, i >= 0 && i < extent); }';
  }
  if (mode === 'replicate') {
    return 'fn padIndex(i: i32, extent: i32) -> i32 { return clamp(i, 0, extent - 1); }';
  }
  return `fn padIndex(i: i32, extent: i32) -> i32 {
  let last = extent - 1;
  // One reflection; held inside for pictures of one pixel and for larger pads.
  return max(last - abs(last - abs(i)), 0);
}`;
}
