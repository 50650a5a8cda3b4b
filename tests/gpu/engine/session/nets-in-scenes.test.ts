import { afterEach, describe, expect, it } from 'vitest';
import { PICTURE_FORMAT } from '../../../../engine/gpu/gpu-context.ts';
import type { PictureNet } from '../../../../engine/inference/picture-net.ts';
import { defineScene, type InputName } from '../../../../engine/stage/scene.ts';
import {
  type OfflineInstrument,
  openOfflineInstrument,
} from '../../../support/offline-instrument.ts';
import { testNet } from '../../../support/test-nets.ts';
import { flatScene } from './test-scenes.ts';

const size = { width: 64, height: 36 };
const opened: OfflineInstrument[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.dispose();
});

const shown = `
// @import fullscreen
// @import params
@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;
@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  return vec4f(textureSampleLevel(source, linearClamp, in.uv, 0.0).rgb, 1.0) + 0.0 * params.seed;
}`;

/** A scene that shows an input as it is. */
const inputScene = (name: string, input: InputName) =>
  defineScene({
    name,
    label: name,
    about: 'An input',
    inputs: [input],
    params: {},
    history: 'none',
    load: async () => ({
      async build(gpu) {
        const source = { path: `scenes/${name}/shown.wgsl`, code: shown };
        const step = await gpu.scope.draw(source, { format: PICTURE_FORMAT });
        const bound = step.bind({ source: gpu.input(input) });
        const view = gpu.target.createView();
        return { encode: (frame) => frame.draw(bound, view) };
      },
    }),
  });

async function open(net: PictureNet, netFramesPerPass = 1) {
  const scenes = [
    flatScene('red', 'vec3f(0.5, 0.0, 0.0)'),
    flatScene('blue', 'vec3f(0.0, 0.0, 0.5)'),
    inputScene('seen', `net.${net.name}`),
    inputScene('lost', 'net.paint'),
  ];
  const nets = [net];
  const one = await openOfflineInstrument({ size, scenes, sound: null, nets, netFramesPerPass });
  opened.push(one);
  return one;
}

describe('a net that a scene names', () => {
  it('is loaded when the scene plays, runs while it does, and no longer', async () => {
    let loads = 0;
    const net = testNet('blur', {
      standIn: 'picture',
      onLoad: () => {
        loads += 1;
      },
    });
    const one = await open(net);
    const result = () => one.instrument.gpu?.nets.state('blur').result.index ?? Number.NaN;
    // Its thumbnail is drawn, but that alone starts no net.
    one.instrument.showThumbnails(true);
    await one.frames(5);
    expect(loads).toBe(0);
    one.set('deck.a.scene', 'seen');
    await one.frames(4);
    expect(loads).toBe(1);
    expect(result()).toBe(one.instrument.time?.index);
    one.set('deck.a.scene', 'red');
    await one.frames(4);
    expect(result()).toBeLessThan(one.instrument.time?.index ?? 0);
    // The thumbnail of the scene that names a net that is not there.
    expect(one.notices).toEqual([
      'Scene lost: The name of a net must be one of blur, got paint; correct it, or add models/<name>/model.ts.',
    ]);
  });

  it('renders the same twice', async () => {
    const play = async () => {
      const one = await open(testNet('edges'), 4);
      one.set('deck.a.scene', 'seen');
      await one.frames(9);
      return (await one.picture()).data;
    };
    const first = await play();
    expect(first.some((value, i) => i % 4 < 3 && value > 20)).toBe(true);
    expect(await play()).toEqual(first);
  });

  it('plays on after a loss of the device without loading its weights again', async () => {
    let loads = 0;
    const net = testNet('blur', {
      onLoad: () => {
        loads += 1;
      },
    });
    const one = await open(net, 3);
    one.set('deck.a.scene', 'seen');
    await one.frames(5);
    const before = one.instrument.gpu;
    before?.context.device.destroy();
    for (let i = 0; i < 300 && (one.instrument.gpu ?? before) === before; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await one.frames(8);
    const { index = -1 } = one.instrument.gpu?.nets.state('blur').result ?? {};
    expect((one.instrument.time?.index ?? 0) - index).toBeLessThan(6);
    expect(loads).toBe(1);
  });
});
