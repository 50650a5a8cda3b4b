import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FrameEncoder } from '../../../../engine/gpu/frame-encoder.ts';
import type { GpuContext } from '../../../../engine/gpu/gpu-context.ts';
import { GpuScope } from '../../../../engine/gpu/gpu-scope.ts';
import { ShaderError } from '../../../../engine/gpu/pipeline-cache.ts';
import { readTexture } from '../../../../engine/gpu/readback.ts';
import { type OpenedContext, openGpuContext } from '../../../support/gpu-context.ts';

let opened: OpenedContext;
let context: GpuContext;
beforeAll(async () => {
  opened = await openGpuContext();
  context = opened.context;
});
afterAll(() => {
  expect(opened.errors).toEqual([]);
  opened.close();
});

const size = { width: 64, height: 32 };
const open = (paramNames: string[] = []) =>
  new GpuScope(context, { label: 'test', header: { size, detail: 1, seed: 0 }, paramNames });

const fill = `
// @import params
@group(1) @binding(0) var result: texture_storage_2d<rgba32float, write>;
@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  textureStore(result, id.xy, vec4f(params.level, params.size, params.detail));
}`;

describe('GpuScope', () => {
  it("packs a unit's parameters behind its size, detail and seed", async () => {
    const scope = open(['level']);
    const target = scope.texture({ label: 'target', size, format: 'rgba32float' });
    const step = await scope.compute({ path: 'fill.wgsl', code: fill });
    scope.params.values[4] = 0.25;
    const frame = new FrameEncoder(context.device);
    frame.begin();
    frame.dispatch(step.bind({ result: target }), size.width / 8, size.height / 8);
    context.arena.flush();
    frame.finish();
    const { data } = await readTexture(context.device, target);
    expect([...new Float32Array(data).slice(-4)]).toEqual([0.25, 64, 32, 1]);
    scope.dispose();
  });

  it('names file and line of a shader that does not compile, in an import too', async () => {
    const scope = open();
    const code = '// @import noise\n\nfn broken() -> f32 { return 1u; }';
    const failure = await scope.compute({ path: 'scenes/x/broken.wgsl', code }).catch((e) => e);
    expect(failure).toBeInstanceOf(ShaderError);
    expect(failure).toMatchObject({ path: 'scenes/x/broken.wgsl', line: 3 });
    scope.dispose();
  });

  it('names the variable that was not bound', async () => {
    const scope = open(['level']);
    const step = await scope.compute({ path: 'fill.wgsl', code: fill });
    expect(() => step.bind({ wrong: scope.buffer('b', 16) })).toThrow(/"result" of fill.wgsl/);
    scope.dispose();
  });

  it('compiles equal shaders once', async () => {
    const [first, second] = [open(['level']), open(['level'])];
    const source = { path: 'fill.wgsl', code: fill };
    const target = first.texture({ label: 'target', size, format: 'rgba32float' });
    const a = (await first.compute(source)).bind({ result: target });
    const b = (await second.compute(source)).bind({ result: target });
    expect(b.pipeline).toBe(a.pipeline);
    first.dispose();
    second.dispose();
  });

  it('gives everything back when it is disposed, twice too', () => {
    const slices = context.arena.sliceCount;
    const before = { ...context.live };
    const scope = open(['level']);
    scope.texture({ label: 'a', size, format: 'rgba16float' });
    scope.buffer('b', 100);
    scope.uniform('c', 4);
    expect(context.live.textures).toBe(before.textures + 1);
    scope.dispose();
    scope.dispose();
    expect(context.live).toEqual(before);
    expect(context.arena.sliceCount).toBe(slices);
  });
});

describe('the uniform arena', () => {
  it('fills gaps again and says when it is full', () => {
    const a = context.arena.allocate('a', 256);
    const b = context.arena.allocate('b', 256);
    a.free();
    const c = context.arena.allocate('c', 256);
    expect(c.offset).toBe(a.offset);
    b.free();
    c.free();
    expect(() => context.arena.allocate('too much', 10_000_000)).toThrow(/"too much" must fit/);
  });
});
