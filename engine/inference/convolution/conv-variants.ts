import { fail } from '../../core/errors.ts';
import type { KernelLimits } from '../op.ts';
import { type Convolution, isDepthwise } from './conv-attributes.ts';
import { planarBytes } from './planar.ts';
import type { PlanarBlock } from './planar-kernel.ts';
import { takesWinograd, winogradBytes } from './winograd.ts';

/** A kernel variant: its kind, and the block of the planar kernel that it is made of. */
export interface ConvVariant {
  readonly kind: 'planar' | 'winograd2' | 'winograd4';
  readonly block: PlanarBlock;
}

const KINDS: readonly string[] = ['planar', 'winograd2', 'winograd4'];

/** Invocations that hand weights round; more would not divide the blocks. */
const MOST_LANES = 8;
/** Bytes of scratch that a convolution may ask for. */
const MOST_SCRATCH = 2 ** 28;
const WINOGRAD = [
  { name: 'winograd4 4x16', outputs: 4 },
  { name: 'winograd4 4x8', outputs: 4 },
  { name: 'winograd2 4x16', outputs: 2 },
] as const;
/** Channels from which transforms cost less than what they save. */
const WINOGRAD_CHANNELS = 8;

/**
 * Variants of a packed convolution, best guess first: that is what runs where nothing was tuned, so
 * that offline renders are the same everywhere. `direct` reads the picture as it lies; the others
 * are `KIND PIXELSxCHANNELS`.
 */
export function convVariants(conv: Convolution, limits: KernelLimits): readonly string[] {
  if (isDepthwise(conv)) return ['direct'];
  const fits = (bytes: number) => bytes <= Math.min(limits.maxBufferBytes ?? bytes, MOST_SCRATCH);
  const { outChannels } = conv;
  const blocks =
    outChannels > 8 ? ['4x16', '4x8'] : outChannels > 4 ? ['4x8', '8x8'] : ['8x4', '4x4'];
  const planar = fits(planarBytes(conv)) ? blocks.map((block) => `planar ${block}`) : [];
  const winograd = WINOGRAD.filter(
    ({ outputs }) => takesWinograd(conv) && fits(winogradBytes(conv, outputs)),
  ).map(({ name }) => name);
  const small = Math.min(conv.inChannels, outChannels) < WINOGRAD_CHANNELS;
  const prepared = small ? [...planar, ...winograd] : [...winograd, ...planar];
  return limits.software ? [...prepared, 'direct'] : ['direct', ...prepared];
}

/** Invocations that can hand weights round on a device: a power of two, 1 for none. */
function weightLanes({ subgroupSize = 0 }: KernelLimits): number {
  return subgroupSize >= 4 ? Math.min(MOST_LANES, subgroupSize) : 1;
}

/** Reads a variant's name. @throws InstrumentError when it is none of this convolution's */
export function readVariant(variant: string, conv: Convolution, limits: KernelLimits): ConvVariant {
  const [, kind = '', pixels, channels] = /^(\w+) (\d+)x(\d+)$/.exec(variant) ?? [];
  const block = { pixels: Number(pixels), channels: Number(channels), lanes: weightLanes(limits) };
  const fits = KINDS.includes(kind) && block.channels % 4 === 0 && block.pixels > 0;
  if (fits && (kind === 'planar' || takesWinograd(conv))) {
    return { kind: kind as ConvVariant['kind'], block };
  }
  return fail({
    subject: 'The kernel variant of a convolution',
    constraint: `be one of ${convVariants(conv, limits).join(', ')}`,
    got: variant,
    remedy: 'tune the net again',
  });
}
