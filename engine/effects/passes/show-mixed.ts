import { PICTURE_FORMAT } from '../../gpu/gpu-context.ts';
import type { EffectBody, EffectGpu } from '../effect.ts';
import { effectShader } from './effect-shader.ts';

/** The last pass of an effect that has its wet picture in a texture: `mix` of source and wet. */
export async function showMixed(gpu: EffectGpu, wet: GPUTexture): Promise<EffectBody> {
  const { scope, source, target } = gpu;
  const step = await scope.draw(effectShader('show-mixed'), { format: PICTURE_FORMAT });
  const bound = step.bind({ source, wet });
  const view = target.createView();
  return { encode: (frame) => frame.draw(bound, view) };
}
