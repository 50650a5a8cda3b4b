import gradientCode from '../../../shaders/features/flow-gradient.wgsl?raw';
import imageCode from '../../../shaders/features/flow-image.wgsl?raw';
import type { Size } from '../../core/units.ts';
import type { GpuScope } from '../../gpu/gpu-scope.ts';
import { FlowProgram } from './flow-program.ts';

/** `rgba16float` (brightness, rise to the right, rise downwards), the finest level first. */
export type Pyramid = readonly GPUTexture[];

/** Two image pyramids between which flow is to be found, and how to fill the newer one. */
export interface FlowPair {
  readonly previous: Pyramid;
  readonly current: Pyramid;
  /** Fills `current` from luma. */
  readonly fill: FlowProgram;
}

/** A level of a pyramid, the coarsest where it has not so many. @throws Error for an empty one */
export function levelOf(pyramid: Pyramid, level: number): GPUTexture {
  const texture = pyramid[Math.min(level, pyramid.length - 1)];
  if (!texture) throw new Error('An image pyramid of the flow has no level.');
  return texture;
}

/** Compiles the shaders of the pyramids. @throws ShaderError */
export async function compilePyramid(scope: GpuScope) {
  const [image, gradient] = await Promise.all([
    scope.compute({ path: 'shaders/features/flow-image.wgsl', code: imageCode }),
    scope.compute({ path: 'shaders/features/flow-gradient.wgsl', code: gradientCode }),
  ]);
  return { image, gradient };
}

/**
 * Makes the pyramids of two images, which take turns in being the newest.
 * @param sizes the finest level first
 */
export function createPairs(
  scope: GpuScope,
  { image, gradient }: Awaited<ReturnType<typeof compilePyramid>>,
  luma: GPUTexture,
  sizes: readonly Size[],
): readonly [FlowPair, FlowPair] {
  const textures = (label: string): Pyramid =>
    sizes.map((size, level) =>
      scope.texture({ label: `${label} level ${level}`, size, format: 'rgba16float' }),
    );
  const brightness = textures('brightness');
  const fill = (pyramid: Pyramid) => {
    const program = new FlowProgram();
    brightness.forEach((result, level) => {
      program.add(image.bind({ source: brightness[level - 1] ?? luma, result }), result);
      program.add(gradient.bind({ source: result, result: levelOf(pyramid, level) }), result);
    });
    return program;
  };
  const [even, odd] = [textures('even'), textures('odd')];
  return [
    { previous: odd, current: even, fill: fill(even) },
    { previous: even, current: odd, fill: fill(odd) },
  ];
}
