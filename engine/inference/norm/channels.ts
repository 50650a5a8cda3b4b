import type { Layout } from '../op.ts';
import { elementCount, type Shape } from '../tensor.ts';

/** A picture `[n, c, …]` in a layout, as items: numbers, or packs of four channels. */
export interface ChannelItems {
  readonly layout: Layout;
  readonly batch: number;
  readonly channels: number;
  /** Items of one channel or pack. */
  readonly plane: number;
  /** Channels or packs. */
  readonly groups: number;
  /** All items. */
  readonly count: number;
}

/** The items of a tensor of rank 2 or more. */
export function channelItems(
  [batch = 1, channels = 1, ...rest]: Shape,
  layout: Layout,
): ChannelItems {
  const groups = layout === 'c4' ? Math.ceil(channels / 4) : channels;
  const plane = elementCount(rest);
  return { layout, batch, channels, plane, groups, count: batch * groups * plane };
}

/** WGSL types of an item in its buffer (`Item`) and in sums (`Wide`). */
export function itemTypes(layout: Layout): string {
  return layout === 'c4'
    ? 'alias Item = Element4;\nalias Wide = vec4f;'
    : 'alias Item = Element;\nalias Wide = f32;';
}

/** WGSL `fn groupOf(i) -> u32`: the channel or pack of an item, counted on through the batch. */
export function groupFunction({ plane }: ChannelItems): string {
  return `fn groupOf(i: u32) -> u32 { return ${plane === 1 ? 'i' : `i / ${plane}u`}; }`;
}

/** Where the numbers of channels lie in a buffer `[stride]`, or `[n, stride]`. */
export interface ChannelRow {
  /** Whether each picture of the batch has numbers of its own. */
  readonly perPicture: boolean;
  /** Numbers of a row. */
  readonly stride: number;
  /** Place of the first channel's number in its row. */
  readonly at: number;
}

/**
 * Where a tensor `row` holds one number for each channel of `x`; undefined where it does not.
 * @param at place of the first one in a longer row; the row is as long as the channels when absent
 */
export function channelRow([n, c = 0]: Shape, row: Shape, at?: number): ChannelRow | undefined {
  const stride = row.at(-1) ?? 0;
  const perPicture = row.length === 2;
  const fits = at === undefined ? stride === c : at >= 0 && at + c <= stride;
  if (!fits || (perPicture ? row[0] !== n : row.length !== 1)) return undefined;
  return { perPicture, stride, at: at ?? 0 };
}

/** Place of a channel's number, channels counted on through the batch. */
export function placeInRow(
  { perPicture, stride, at }: ChannelRow,
  plane: number,
  channels: number,
) {
  return (perPicture ? Math.floor(plane / channels) * stride : 0) + at + (plane % channels);
}

/**
 * WGSL `fn <name>(group: u32) -> Wide`, what a buffer holds for the channels of a group. Lanes behind
 * the last channel get its number.
 * @param buffer variable of the buffer, `array<Element>` or `array<f32>`
 */
export function channelReader(
  name: string,
  buffer: string,
  items: ChannelItems,
  { perPicture, stride, at }: ChannelRow,
): string {
  const { layout, groups, channels } = items;
  const start = perPicture ? `(group / ${groups}u) * ${stride}u + ${at}u` : `${at}u`;
  if (layout === 'plain') {
    return `fn ${name}(group: u32) -> f32 { return f32(${buffer}[${start} + group % ${channels}u]); }`;
  }
  return `fn ${name}(group: u32) -> vec4f {
  let first = (group % ${groups}u) * 4u;
  let at = ${start} + min(vec4u(first, first + 1u, first + 2u, first + 3u), vec4u(${channels - 1}u));
  return vec4f(f32(${buffer}[at.x]), f32(${buffer}[at.y]), f32(${buffer}[at.z]), f32(${buffer}[at.w]));
}`;
}
