import lumaCode from '../../../shaders/features/luma.wgsl?raw';
import { defineVideoFeature } from './feature.ts';
import { lumaSize } from './luma-size.ts';

/** Threads a side of a workgroup of the shader. */
const TILE = 8;
/** Place of the parameter in the `Params` struct, behind its header. */
const RESTART = 4;

/**
 * Luma at about half the picture's size, gamma-encoded, with the luma of the picture before and
 * the gradient. It stands still while the picture does, so that r - g stays the last change.
 */
export default defineVideoFeature({
  name: 'luma',
  channels: 'r luma 0..1, g luma of the picture before, b and a rise a pixel right and down',
  needs: [],
  params: ['restart'],
  async build({ scope, picture, size }) {
    const format = 'rgba16float';
    const texture = scope.texture({ label: 'now', size: lumaSize(size), format });
    const before = scope.texture({ label: 'before', size: lumaSize(size), format });
    const step = (await scope.compute({ path: 'shaders/features/luma.wgsl', code: lumaCode })).bind(
      { picture, before, result: texture },
    );
    return {
      texture,
      encode(frame, { fresh, restart }) {
        if (!fresh) return;
        scope.params.values[RESTART] = restart ? 1 : 0;
        frame.copy(texture, before);
        frame.dispatch(step, texture.width / TILE, texture.height / TILE);
      },
    };
  },
});
