import type { Size } from '../../core/units.ts';
import type { FrameEncoder } from '../../gpu/frame-encoder.ts';
import { PICTURE_FORMAT } from '../../gpu/gpu-context.ts';
import type { GpuScope } from '../../gpu/gpu-scope.ts';
import type { ShaderSource } from '../../gpu/wgsl-linker.ts';
import { effectShader } from './effect-shader.ts';

/** A picture in levels, each half as large as the one before, for glow and blur of any width. */
export interface Pyramid {
  /** The levels, from half the picture's size down. */
  readonly levels: readonly GPUTexture[];
  /** Adds the passes down and up to the frame. */
  encode(frame: FrameEncoder): void;
}

/** What a pyramid is built of. */
export interface PyramidOptions {
  /** The picture that the first level is made of. */
  readonly source: GPUTexture;
  readonly size: Size;
  /** Levels at most; there are fewer when the picture gets too small. */
  readonly levels: number;
  /** Makes the first level of the picture: reads `source`. */
  readonly first?: ShaderSource;
  /** Lays a level over the next larger one: reads `source`, blended by its alpha. */
  readonly up: ShaderSource;
}

const LEAST_PIXELS = 4;
const KEEP = { load: 'keep' } as const;

/** Alpha is the share of the smaller level. */
const LAY_OVER: GPUBlendState = {
  color: { srcFactor: 'src-alpha', dstFactor: 'one-minus-src-alpha', operation: 'add' },
  alpha: { srcFactor: 'one', dstFactor: 'zero', operation: 'add' },
};

/** Sizes of the levels of a picture. */
function levelSizes(size: Size, count: number): Size[] {
  const sizes: Size[] = [];
  for (let level = 1; level <= count; level++) {
    const width = Math.ceil(size.width / 2 ** level);
    const height = Math.ceil(size.height / 2 ** level);
    if (level > 1 && Math.min(width, height) < LEAST_PIXELS) break;
    sizes.push({ width, height });
  }
  return sizes;
}

/** Builds a pyramid. @throws ShaderError when one of its shaders does not compile */
export async function buildPyramid(scope: GpuScope, options: PyramidOptions): Promise<Pyramid> {
  const { source, size, levels: count, first = effectShader('pyramid-down'), up } = options;
  const [firstStep, downStep, upStep] = await Promise.all([
    scope.draw(first, { format: PICTURE_FORMAT }),
    scope.draw(effectShader('pyramid-down'), { format: PICTURE_FORMAT }),
    scope.draw(up, { format: PICTURE_FORMAT, blend: LAY_OVER }),
  ]);
  const levels = levelSizes(size, count).map((levelSize, level) =>
    scope.texture({ label: `level ${level + 1}`, size: levelSize, format: PICTURE_FORMAT }),
  );
  const views = levels.map((level) => level.createView());
  const downs = levels.map((_, i) => {
    const before = levels[i - 1];
    return before ? downStep.bind({ source: before }) : firstStep.bind({ source });
  });
  const ups = levels.slice(1).map((level) => upStep.bind({ source: level }));

  return {
    levels,
    encode(frame) {
      for (let i = 0; i < downs.length; i++) {
        const [down, view] = [downs[i], views[i]];
        if (down && view) frame.draw(down, view);
      }
      for (let i = ups.length - 1; i >= 0; i--) {
        const [lay, view] = [ups[i], views[i]];
        if (lay && view) frame.draw(lay, view, KEEP);
      }
    },
  };
}
