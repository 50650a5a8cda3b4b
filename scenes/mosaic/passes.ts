import { PICTURE_FORMAT } from '../../engine/gpu/gpu-context.ts';
import { createOnsetWaves } from '../../engine/stage/onset-waves.ts';
import type { SceneBody, SceneGpu } from '../../engine/stage/scene.ts';
import code from './wall.wgsl?raw';

/** Waves of kicks that run through the wall at the same time. */
const WAVES = 4;

/** Builds the wall. @throws ShaderError when its shader is broken */
export async function build(gpu: SceneGpu): Promise<SceneBody> {
  const { scope, target, input } = gpu;
  const step = await scope.draw(
    { path: 'scenes/mosaic/wall.wgsl', code },
    { format: PICTURE_FORMAT },
  );
  const waves = scope.uniform('waves', 2 * WAVES);
  const wall = step.bind({
    painted: input('net.style'),
    luma: input('luma'),
    motion: input('motion'),
    waves,
  });
  const view = target.createView();
  const onsets = createOnsetWaves(WAVES);
  return {
    encode(frame, { time, audio }) {
      onsets.follow(audio.lowOnset, time.delta);
      onsets.write(waves.values, 0);
      frame.draw(wall, view);
    },
  };
}
