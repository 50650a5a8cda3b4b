import wgsl from '../../shaders/ops/pixel-shuffle.wgsl?raw';
import { fail } from '../core/errors.ts';
import { gridDispatch } from './grid.ts';
import { channelItems } from './norm/channels.ts';
import type { KernelCall, Layout } from './op.ts';
import { type CpuTensor, type Shape, shapeText, type TensorType, zeros } from './tensor.ts';

/**
 * How channels and the pixels of a block of `block` × `block` correspond. `crd`: channel
 * `(c * block + row) * block + column`, as PyTorch has it; `dcr`: `(row * block + column) * c + …`,
 * depth first.
 */
export interface BlockAttributes {
  readonly [name: string]: number | string | undefined;
  readonly block: number;
  readonly order: 'crd' | 'dcr';
}

/** A picture as channels of few pixels (`deep`) and as fewer channels of more pixels (`wide`). */
export interface Blocks {
  readonly deep: Shape;
  readonly wide: Shape;
}

function refuse(x: TensorType, block: number): never {
  return fail({
    subject: `Blocks of ${block} × ${block} pixels`,
    constraint: 'divide the channels (or the height and width) of a picture [n, c, h, w]',
    got: shapeText(x.shape),
    remedy: 'correct the block or pad the picture',
  });
}

/** The shapes when channels become pixels. @throws InstrumentError when the block does not divide */
export function blocksOfDeep(x: TensorType, { block }: BlockAttributes): Blocks {
  const [n = 0, c = 0, h = 0, w = 0] = x.shape;
  if (x.shape.length !== 4 || block < 1 || c % (block * block) !== 0) return refuse(x, block);
  return { deep: x.shape, wide: [n, c / block ** 2, h * block, w * block] };
}

/** The shapes when pixels become channels. @throws InstrumentError when the block does not divide */
export function blocksOfWide(x: TensorType, { block }: BlockAttributes): Blocks {
  const [n = 0, c = 0, h = 0, w = 0] = x.shape;
  if (x.shape.length !== 4 || block < 1 || h % block !== 0 || w % block !== 0) {
    return refuse(x, block);
  }
  return { deep: [n, c * block ** 2, h / block, w / block], wide: x.shape };
}

/** Channel of the deep picture that holds a pixel (row, column) of channel `c`'s blocks. */
function deepChannel(
  c: number,
  pixel: [number, number],
  channels: number,
  attributes: BlockAttributes,
) {
  const { block, order } = attributes;
  const place = pixel[0] * block + pixel[1];
  return order === 'crd' ? c * block * block + place : place * channels + c;
}

/** Moves every number between the two shapes, on the CPU. */
export function rearrangeOnCpu(
  x: CpuTensor,
  { deep, wide }: Blocks,
  attributes: BlockAttributes,
): CpuTensor {
  const { block } = attributes;
  const toDeep = x.shape.join() === wide.join() && x.shape.join() !== deep.join();
  const result = zeros({ dtype: 'f32', shape: toDeep ? deep : wide });
  const [n = 1, c = 1, h = 1, w = 1] = wide;
  const [, deepChannels = 1, deepH = 1, deepW = 1] = deep;
  for (let i = 0; i < n * c * h * w; i++) {
    const [column, row] = [i % w, Math.floor(i / w) % h];
    const [channel, batch] = [Math.floor(i / (w * h)) % c, Math.floor(i / (w * h * c))];
    const from = deepChannel(channel, [row % block, column % block], c, attributes);
    const y = Math.floor(row / block);
    const at = ((batch * deepChannels + from) * deepH + y) * deepW + Math.floor(column / block);
    if (toDeep) result.data[at] = x.data[i] ?? 0;
    else result.data[i] = x.data[at] ?? 0;
  }
  return result;
}

/** WGSL `fn at(batch, channel, y, x) -> u32`, the offset of a number of a picture in a layout. */
function offsetIn([, c = 1, h = 1, w = 1]: Shape, layout: Layout): string {
  const head = 'fn at(batch: u32, channel: u32, y: u32, x: u32) -> u32';
  if (layout === 'plain') {
    return `${head} { return ((batch * ${c}u + channel) * ${h}u + y) * ${w}u + x; }`;
  }
  const pack = `batch * ${Math.ceil(c / 4)}u + channel / 4u`;
  return `${head} { return (((${pack}) * ${h}u + y) * ${w}u + x) * 4u + channel % 4u; }`;
}

/** WGSL of the source of each number of the result. */
function sourceFunction({ wide }: Blocks, attributes: BlockAttributes, toDeep: boolean): string {
  const { block, order } = attributes;
  const [b, bb, c] = [`${block}u`, `${block * block}u`, `${wide[1] ?? 1}u`];
  const head = 'fn sourceOf(batch: u32, channel: u32, y: u32, x: u32) -> u32';
  if (!toDeep) {
    const place = `(y % ${b}) * ${b} + x % ${b}`;
    const from = order === 'crd' ? `channel * ${bb} + ${place}` : `(${place}) * ${c} + channel`;
    return `${head} { return at(batch, ${from}, y / ${b}, x / ${b}); }`;
  }
  const [from, place] =
    order === 'crd' ? [`channel / ${bb}`, `channel % ${bb}`] : [`channel % ${c}`, `channel / ${c}`];
  return `${head} {
  let place = ${place};
  return at(batch, ${from}, y * ${b} + place / ${b}, x * ${b} + place % ${b});
}`;
}

/** The kernel that moves every number from one shape to the other. */
export function rearrangeCall(
  blocks: Blocks,
  attributes: BlockAttributes,
  options: { readonly toDeep: boolean; readonly from: Layout; readonly to: Layout },
): KernelCall {
  const { toDeep, from, to } = options;
  const [source, made] = toDeep ? [blocks.wide, blocks.deep] : [blocks.deep, blocks.wide];
  const items = channelItems(made, to);
  const [, channels = 1, height = 1, width = 1] = made;
  const grid = gridDispatch(width, height, items.batch * items.groups);
  const lanes = to === 'c4' ? 4 : 1;
  const read = Array.from({ length: lanes }, (_, lane) => `value[${lane}]`).join(', ');
  return {
    shader: { path: 'shaders/ops/pixel-shuffle.wgsl', code: wgsl },
    constants: {
      LANES: lanes,
      CHANNELS: channels,
      GROUPS: items.groups,
      HEIGHT: height,
      WIDTH: width,
    },
    functions: [
      `alias Made = ${to === 'c4' ? 'Element4' : 'Element'};`,
      `fn made(value: array<Element, ${lanes}>) -> Made { return Made(${read}); }`,
      offsetIn(source, from),
      sourceFunction(blocks, attributes, toDeep),
      grid.functions,
    ].join('\n'),
    bindings: { source: { kind: 'input', index: 0 }, result: { kind: 'output', index: 0 } },
    workgroups: grid.workgroups,
  };
}
