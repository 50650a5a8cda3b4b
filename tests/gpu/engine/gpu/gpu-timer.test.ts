import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { FrameEncoder } from '../../../../engine/gpu/frame-encoder.ts';
import { GpuScope } from '../../../../engine/gpu/gpu-scope.ts';
import { createGpuTimer } from '../../../../engine/gpu/gpu-timer.ts';
import { openGpuContext } from '../../../support/gpu-context.ts';

const CODE = `// Counts. One thread a number.
@group(1) @binding(0) var<storage, read_write> numbers: array<u32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  for (var i = 0u; i < 200u; i++) { numbers[id.x] += i; }
}`;

it('measures the sections that it is asked for, and tells their tags', async ({ skip }) => {
  const gpu = await openGpuContext();
  const { context } = gpu;
  const passes: [number, number][] = [];
  const timer = createGpuTimer(context.device, {
    only: (section) => section.startsWith('net '),
    onPass: (tag, milliseconds) => passes.push([tag, milliseconds]),
  });
  if (!timer) {
    gpu.close();
    return skip('the device has no timestamp-query');
  }
  const scope = new GpuScope(context, {
    label: 'timer',
    header: { size: { width: 1, height: 1 }, detail: 1, seed: 0 },
  });
  const numbers = scope.buffer('numbers', 64 * 256 * 4);
  const step = (await scope.compute({ path: 'count', code: CODE })).bind({ numbers });
  const frame = new FrameEncoder(context.device, timer);
  frame.begin();
  frame.section('picture');
  frame.dispatch(step, 64);
  frame.section('net one', 7);
  frame.dispatch(step, 256);
  frame.dispatch(step, 256);
  frame.section('net two', 8);
  frame.dispatch(step, 1);
  frame.section('scene');
  frame.dispatch(step, 64);
  frame.finish();
  for (let i = 0; i < 100 && passes.length < 2; i++) await wait(20);
  expect(passes.map(([tag]) => tag)).toEqual([7, 8]);
  expect(passes[0]?.[1]).toBeGreaterThan(passes[1]?.[1] ?? Number.POSITIVE_INFINITY);
  expect(Object.keys(timer.milliseconds())).toEqual(['net one', 'net two']);
  timer.destroy();
  scope.dispose();
  expect(gpu.errors).toEqual([]);
  gpu.close();
});
