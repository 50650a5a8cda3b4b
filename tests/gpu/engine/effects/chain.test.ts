import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Chain, createChain } from '../../../../engine/effects/chain.ts';
import { defineEffect, type EffectDefinition } from '../../../../engine/effects/effect.ts';
import type { GpuContext } from '../../../../engine/gpu/gpu-context.ts';
import { number } from '../../../../engine/params/declaration.ts';
import { type OpenedContext, openGpuContext } from '../../../support/gpu-context.ts';
import { createPicture, paint, readPicture, runFrame } from '../../../support/pictures.ts';

const SIZE = { width: 16, height: 9 };

/** `first * source + second`, in one pass. */
const affine = (name: string, first: number, second: number) =>
  defineEffect({
    name,
    label: name,
    about: 'For tests.',
    params: { speed: number('Speed', { default: 1 }) },
    phases: { turn: { rate: 'speed', per: 'second', scale: 1 } },
    shader: {
      path: `${name}.wgsl`,
      code: `// @import params
// @import fullscreen
@group(1) @binding(0) var source: texture_2d<f32>;
@fragment fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let light = textureLoad(source, vec2i(in.position.xy), 0).rgb;
  return vec4f(mix(light, light * ${first.toFixed(3)} + ${second.toFixed(3)}, params.mix), 1.0);
}`,
    },
  });

/** Shows how far a phase has come. */
const phaseShower = {
  ...affine('phase-shower', 1, 0),
  shader: {
    path: 'phase-shower.wgsl',
    code: `// @import params
// @import fullscreen
@group(1) @binding(0) var source: texture_2d<f32>;
@fragment fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  return vec4f(params.turn, textureLoad(source, vec2i(0), 0).g, 0.0, 1.0);
}`,
  },
} satisfies EffectDefinition;

const failing = (name: string, where: 'build' | 'encode') =>
  defineEffect({
    name,
    label: name,
    about: 'For tests.',
    params: {},
    build: async () => {
      if (where === 'build') throw new Error('no such thing');
      return {
        encode: () => {
          throw new Error('not today');
        },
      };
    },
  });

const brokenShader = defineEffect({
  name: 'broken-shader',
  label: 'broken-shader',
  about: 'For tests.',
  params: {},
  shader: { path: 'broken.wgsl', code: 'fn nothing() -> f32 { return 1 +; }' },
});

describe('chain', () => {
  let gpu: OpenedContext;
  let context: GpuContext;
  let input: GPUTexture;
  let chain: Chain;
  let reports: string[];
  let builds: string[];

  /** Counts how often an effect is built. */
  const counted = (name: string, shader: EffectDefinition): EffectDefinition => ({
    name,
    label: name,
    about: 'For tests.',
    params: {},
    build: async ({ scope, source, target }) => {
      builds.push(name);
      if (!shader.shader) throw new Error('a shader comes first');
      const step = await scope.draw(shader.shader, { format: 'rgba16float' });
      const bound = step.bind({ source });
      const view = target.createView();
      return { encode: (frame) => frame.draw(bound, view) };
    },
  });

  const library = () => [
    affine('double', 2, 0),
    affine('raise', 1, 0.25),
    counted('counted', affine('identity', 1, 0)),
    counted('counted-too', affine('identity', 1, 0)),
    phaseShower,
    failing('fails-to-build', 'build'),
    failing('fails-to-encode', 'encode'),
    brokenShader,
  ];

  beforeAll(async () => {
    gpu = await openGpuContext();
    context = gpu.context;
    input = createPicture(context, SIZE);
    paint(context, input, () => [0.5, 0.25, 0.125]);
  });

  afterAll(() => {
    expect(gpu.errors).toEqual([]);
    gpu.close();
  });

  beforeEach(() => {
    reports = [];
    builds = [];
    chain = createChain(context, {
      label: 'test',
      input,
      size: SIZE,
      detail: 1,
      report: (message) => reports.push(message),
      library: library(),
    });
  });

  afterEach(() => {
    chain.dispose();
    expect(context.live).toEqual({ textures: 0, buffers: 0, scopes: 0 });
  });

  const play = async (values: (effect: string, name: string) => number = () => 1, frames = 1) => {
    for (let index = 0; index < frames; index++) {
      runFrame(context, { index, fps: 10 }, (frame) => chain.encode(frame, values));
    }
    return [...(await readPicture(context, chain.output)).slice(0, 3)];
  };

  const arranged = async (...slots: string[]) => {
    chain.arrange(slots);
    await chain.settled();
  };

  it('hands its input on when it is empty', async () => {
    expect(chain.output).toBe(input);
    expect(await play()).toEqual([0.5, 0.25, 0.125]);
    await arranged('', '');
    expect(chain.output).toBe(input);
    expect(chain.revision).toBe(0);
  });

  it('runs its slots in order', async () => {
    await arranged('double', '', 'raise');
    expect(await play()).toEqual([1.25, 0.75, 0.5]);
    await arranged('raise', 'double');
    expect(await play()).toEqual([1.5, 1, 0.75]);
  });

  it('gives each effect its own parameters', async () => {
    await arranged('double', 'raise');
    expect(await play((effect) => (effect === 'double' ? 0 : 1))).toEqual([0.75, 0.5, 0.375]);
  });

  it('keeps the old effects until the new ones are ready', async () => {
    await arranged('double');
    chain.arrange(['raise']);
    expect(await play()).toEqual([1, 0.5, 0.25]);
    await chain.settled();
    expect(await play()).toEqual([0.75, 0.5, 0.375]);
  });

  it('ends with what was asked last', async () => {
    chain.arrange(['double']);
    chain.arrange(['raise']);
    chain.arrange(['double', 'double']);
    await chain.settled();
    expect(await play()).toEqual([2, 1, 0.5]);
  });

  it('builds a slot again only when its effect or its source changed', async () => {
    await arranged('double', 'counted', 'counted-too');
    await arranged('raise', 'counted', 'counted-too');
    await arranged('raise', 'counted', 'counted-too', 'double');
    expect(builds).toEqual(['counted', 'counted-too']);
    await arranged('', 'counted', 'counted-too');
    expect(builds).toEqual(['counted', 'counted-too', 'counted']);
  });

  it('tells when its output is another texture', async () => {
    await arranged('double');
    const first = chain.revision;
    expect(first).toBeGreaterThan(0);
    await arranged('raise');
    expect(chain.revision).toBe(first);
    await arranged('raise', 'double');
    expect(chain.revision).toBe(first + 1);
    await arranged();
    expect(chain.revision).toBe(first + 2);
    expect(chain.output).toBe(input);
  });

  it.each(['fails-to-build', 'fails-to-encode', 'broken-shader'])(
    'reports and goes around an effect that %s',
    async (name) => {
      await arranged('double', name, 'raise');
      expect(await play()).toEqual([1.25, 0.75, 0.5]);
      expect(await play()).toEqual([1.25, 0.75, 0.5]);
      expect(reports).toHaveLength(1);
      expect(reports[0]).toContain(name);
    },
  );

  it('reports an effect that does not exist and leaves its slot empty', async () => {
    await arranged('double', 'nonsense');
    expect(await play()).toEqual([1, 0.5, 0.25]);
    expect(reports).toEqual([expect.stringContaining('nonsense')]);
  });

  it('lets phases run on at the rate of their parameter, and never jump', async () => {
    await arranged('phase-shower');
    const [after] = await play((_, name) => (name === 'speed' ? 0.5 : 1), 5);
    // Four steps of a tenth of a second at half a turn a second.
    expect(after).toBeCloseTo(0.2, 3);
    const [stopped] = await play((_, name) => (name === 'speed' ? 0 : 1), 5);
    expect(stopped).toBeCloseTo(0.2, 3);
  });

  it('can be disposed while it builds', async () => {
    chain.arrange(['double', 'counted']);
    chain.dispose();
    await chain.settled();
    expect(context.live).toEqual({ textures: 0, buffers: 0, scopes: 0 });
  });
});
