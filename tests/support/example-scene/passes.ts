import { PICTURE_FORMAT } from '../../../engine/gpu/gpu-context.ts';
import type { SceneBody, SceneGpu } from '../../../engine/stage/scene.ts';
import code from './ripple.wgsl?raw';

/** Builds the scene on a device: one full-screen pass. */
export async function build({ scope, target, input }: SceneGpu): Promise<SceneBody> {
  const source = { path: 'scenes/ripple/ripple.wgsl', code };
  const step = await scope.draw(source, { format: PICTURE_FORMAT });
  const ripple = step.bind({ picture: input('picture') });
  const view = target.createView();
  return { encode: (frame) => frame.draw(ripple, view) };
}
