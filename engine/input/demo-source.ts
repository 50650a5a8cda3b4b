import demoCode from '../../shaders/input/demo.wgsl?raw';
import type { Size } from '../core/units.ts';
import type { DrawCall, FrameEncoder } from '../gpu/frame-encoder.ts';
import { type GpuContext, PICTURE_FORMAT } from '../gpu/gpu-context.ts';
import { GpuScope } from '../gpu/gpu-scope.ts';
import { FADE_OVER } from './picture-painter.ts';

/** The picture that moves before any permission is given: a dancer, drawn by our own shader. */
export interface DemoSource {
  /** Draws the dancer's share, 0 to 1, over the view. */
  encode(frame: FrameEncoder, view: GPUTextureView, share: number): void;
  dispose(): void;
}

const OVER: DrawCall = { load: 'keep' };
/** Place of the share in the `Params` struct, behind its header. */
const SHARE = 4;

/** Builds the demo source on a device. @throws ShaderError */
export async function buildDemoSource(
  context: GpuContext,
  { size }: { readonly size: Size },
): Promise<DemoSource> {
  const scope = new GpuScope(context, {
    label: 'demo source',
    header: { size, detail: 1, seed: 0 },
    paramNames: ['fade'],
  });
  const step = (
    await scope.draw(
      { path: 'shaders/input/demo.wgsl', code: demoCode },
      { format: PICTURE_FORMAT, blend: FADE_OVER },
    )
  ).bind();
  return {
    encode(frame, view, share) {
      scope.params.values[SHARE] = share;
      frame.draw(step, view, OVER);
    },
    dispose: () => scope.dispose(),
  };
}
