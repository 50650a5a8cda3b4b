import { PICTURE_FORMAT } from '../../../../engine/gpu/gpu-context.ts';
import { number } from '../../../../engine/params/declaration.ts';
import { defineScene, type SceneDefinition } from '../../../../engine/stage/scene.ts';

const flat = (colour: string) => `
// @import fullscreen
// @import frame
// @import params
@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  return vec4f(${colour} * params.level * (0.999 + 0.001 * frame.barPhase) + in.uv.x * 0.0, 1.0);
}`;

/** A scene of one colour, in linear light, for tests of what stands around scenes. */
export function flatScene(
  name: string,
  colour: string,
  hooks: { encode?: () => void } = {},
): SceneDefinition {
  return defineScene({
    name,
    label: name,
    about: 'One colour',
    inputs: [],
    params: { level: number('Level', { default: 1, smoothing: 0 }) },
    history: 'none',
    load: async () => ({
      async build({ scope, target }) {
        const source = { path: `scenes/${name}/flat.wgsl`, code: flat(colour) };
        const step = (await scope.draw(source, { format: PICTURE_FORMAT })).bind();
        const view = target.createView();
        return {
          encode(frame) {
            hooks.encode?.();
            frame.draw(step, view);
          },
        };
      },
    }),
  });
}
