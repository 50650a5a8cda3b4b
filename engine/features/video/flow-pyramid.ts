import imageCode from '../../../shaders/features/flow-image.wgsl?raw';
import type { Size } from '../../core/units.ts';
import type { GpuScope } from '../../gpu/gpu-scope.ts';
import { FlowProgram } from './flow-program.ts';

/** Image pyramids of two pictures, which take turns in being the newest. */
export interface FlowPyramids {
  /** `rgba16float` (brightness, rise to the right, rise downwards), the finest level first. */
  readonly levels: readonly [readonly GPUTexture[], readonly GPUTexture[]];
  /** Fills one of the two from luma. */
  readonly fill: readonly [FlowProgram, FlowProgram];
}

/** Builds both pyramids. @param sizes the finest level first */
export async function buildPyramids(
  scope: GpuScope,
  luma: GPUTexture,
  sizes: readonly Size[],
): Promise<FlowPyramids> {
  const image = await scope.compute({ path: 'shaders/features/flow-image.wgsl', code: imageCode });
  const build = (turn: number) =>
    sizes.map((size, level) =>
      scope.texture({ label: `image ${turn} level ${level}`, size, format: 'rgba16float' }),
    );
  const fill = (levels: readonly GPUTexture[]) => {
    const program = new FlowProgram();
    let source = luma;
    for (const result of levels) {
      program.add(image.bind({ source, result }), result.width, result.height);
      source = result;
    }
    return program;
  };
  const levels = [build(0), build(1)] as const;
  return { levels, fill: [fill(levels[0]), fill(levels[1])] };
}
