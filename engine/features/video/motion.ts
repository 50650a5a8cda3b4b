import motionCode from '../../../shaders/features/motion.wgsl?raw';
import { defineVideoFeature } from './feature.ts';

/** Threads a side of a workgroup of the shader. */
const TILE = 8;
/** Places of the parameters in the `Params` struct, behind its header. */
const [FRESH, RESTART] = [4, 5] as const;

/** Where the picture changes, above the noise that each pixel of it has, falling off in 0.3 s. */
export default defineVideoFeature({
  name: 'motion',
  channels: 'r motion 0..1, g edge strength 0..1, b noise floor in luma, a newest change 0..1',
  needs: ['luma'],
  params: ['fresh', 'restart'],
  async build({ scope, input }) {
    const luma = input('luma');
    const format = 'rgba16float';
    const texture = scope.texture({ label: 'now', size: luma, format });
    const before = scope.texture({ label: 'before', size: luma, format });
    const step = (
      await scope.compute({ path: 'shaders/features/motion.wgsl', code: motionCode })
    ).bind({ luma, before, result: texture });
    return {
      texture,
      encode(frame, { fresh, restart }) {
        scope.params.values[FRESH] = fresh ? 1 : 0;
        scope.params.values[RESTART] = restart ? 1 : 0;
        frame.copy(texture, before);
        frame.dispatch(step, texture.width / TILE, texture.height / TILE);
      },
    };
  },
});
