import lumaCode from '../../../shaders/features/luma.wgsl?raw';
import toneCode from '../../../shaders/features/luma-tone.wgsl?raw';
import { defineVideoFeature } from './feature.ts';
import { lumaSize } from './luma-size.ts';

/** Threads a side of the shaders' workgroups. */
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
    const request = { size: lumaSize(size), format: 'rgba16float' } as const;
    const texture = scope.texture({ label: 'now', ...request });
    const tones = [
      scope.texture({ label: 'tone 0', ...request }),
      scope.texture({ label: 'tone 1', ...request }),
    ] as const;
    const [tone, luma] = await Promise.all([
      scope.compute({ path: 'shaders/features/luma-tone.wgsl', code: toneCode }),
      scope.compute({ path: 'shaders/features/luma.wgsl', code: lumaCode }),
    ]);
    const turn = (now: GPUTexture, toneBefore: GPUTexture) => ({
      tone: tone.bind({ picture, result: now }),
      luma: luma.bind({ tone: now, toneBefore, result: texture }),
    });
    const turns = [turn(tones[0], tones[1]), turn(tones[1], tones[0])] as const;
    let newest: 0 | 1 = 0;
    return {
      texture,
      encode(frame, { fresh, restart }) {
        if (!fresh) return;
        scope.params.values[RESTART] = restart ? 1 : 0;
        newest = newest === 0 ? 1 : 0;
        const steps = turns[newest];
        frame.dispatch(steps.tone, texture.width / TILE, texture.height / TILE);
        frame.dispatch(steps.luma, texture.width / TILE, texture.height / TILE);
      },
    };
  },
});
