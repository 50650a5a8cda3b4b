import type { Size, Unit01 } from '../../engine/core/units.ts';

/** Lights at full detail. */
const FULL_COUNT = 1_048_576;
const LEAST_COUNT = 8_192;
/** Lights that a workgroup moves. */
export const GROUP = 256;
/** Pixels of the picture that they are added up on, for each light and at most. */
const PIXELS_PER_LIGHT = 2.2;
const MOST_PIXELS = 2_400_000;

/** Sizes of a swarm. */
export interface SwarmLayout {
  /** Lights, a multiple of {@link GROUP}. */
  readonly count: number;
  /** Near lights that are drawn as discs as well: the first ones. */
  readonly discs: number;
  /** Pixels on which the light is added up. */
  readonly canvas: Size;
  /** Texels of the halo around bright places. */
  readonly halo: Size;
  /** Cells of the field of wind. */
  readonly wind: Size;
  /** Cells a side of the finest level of the map that lights are born from: a power of two. */
  readonly map: number;
  /** Width and height of the picture in its shorter side. */
  readonly aspect: Size;
}

function scaled({ width, height }: Size, factor: number): Size {
  return {
    width: Math.max(8, Math.round(width * factor)),
    height: Math.max(8, Math.round(height * factor)),
  };
}

/**
 * The sizes for a picture. The canvas follows the count, so that its pixels are lit as densely by
 * ten thousand lights as by a million, and the swarm is as bright.
 */
export function swarmLayout(size: Size, detail: Unit01): SwarmLayout {
  const wanted = Math.max(LEAST_COUNT, FULL_COUNT * Math.min(1, detail));
  const count = Math.round(wanted / GROUP) * GROUP;
  const pixels = size.width * size.height;
  const most = Math.min(pixels, MOST_PIXELS, count * PIXELS_PER_LIGHT);
  const canvas = scaled(size, Math.sqrt(most / pixels));
  const shorter = Math.min(size.width, size.height);
  return {
    count,
    discs: Math.min(420, Math.max(40, Math.round(count / 1200))),
    canvas,
    halo: scaled(canvas, 0.25),
    wind: scaled(size, 64 / shorter),
    map: count > 200_000 ? 256 : 128,
    aspect: { width: size.width / shorter, height: size.height / shorter },
  };
}
