import { describe, expect, it } from 'vitest';
import { trespasses } from './ownership-rules.ts';
import { parseModules, readSources } from './source-tree.ts';

describe('the owners of the instrument', () => {
  it('alone use clocks, randomness, the device and readback', () => {
    expect(trespasses(parseModules(readSources()))).toEqual([]);
  });
});

const trespassesOf = (path: string, text: string) => trespasses(parseModules([{ path, text }]));

describe('the rule of ownership', () => {
  it.each([
    ['engine/mixer/a.ts', 'performance.now()', 'performance.now'],
    ['engine/mixer/a.ts', 'globalThis.performance.now()', 'performance.now'],
    ['engine/mixer/a.ts', "performance['now']()", 'performance.now'],
    ['engine/mixer/a.ts', 'const { now } = performance;', 'performance.now'],
    ['engine/mixer/a.ts', 'const clock = { now: Date.now };', 'Date.now'],
    ['scenes/fluid/a.ts', 'const day = new Date();', 'new Date()'],
    ['scenes/fluid/a.ts', 'const day = Date();', 'Date()'],
    ['app/page/a.tsx', 'requestAnimationFrame(draw);', 'requestAnimationFrame'],
    ['app/page/a.tsx', 'window.requestAnimationFrame(draw);', 'requestAnimationFrame'],
    ['app/page/a.tsx', "window['requestAnimationFrame'](draw);", 'requestAnimationFrame'],
    ['models/beats/a.ts', 'Math.random()', 'Math.random'],
    ['models/beats/a.ts', 'const { random } = Math;', 'Math.random'],
    ['engine/core/random.ts', 'crypto.getRandomValues(seed)', 'crypto.getRandomValues'],
    ['app/cli/a.ts', 'self.crypto.randomUUID()', 'crypto.randomUUID'],
    ['engine/gpu/adapter.ts', 'await gpu.requestAdapter()', 'requestAdapter'],
    ['tests/gpu/a.test.ts', 'await adapter?.requestDevice()', 'requestDevice'],
    ['scenes/fluid/a.ts', 'await buffer.mapAsync(1)', 'mapAsync'],
    ['engine/session/a.ts', 'await queue.onSubmittedWorkDone()', 'onSubmittedWorkDone'],
  ])('refuses %s: %s', (path, code, name) => {
    expect(trespassesOf(path, `\n${code}`)).toEqual([
      expect.stringContaining(`${path}:2 uses ${name}; `),
    ]);
  });

  it.each([
    ['engine/clock/a.ts', 'performance.now(); requestAnimationFrame(draw);'],
    ['app/cli/a.ts', 'Date.now()'],
    ['tests/cpu/a.test.ts', 'Math.random(); performance.now()'],
    ['engine/gpu/gpu-host.ts', 'await adapter.requestDevice()'],
    ['engine/gpu/readback.ts', 'await buffer.mapAsync(1)'],
    ['app/page/a.ts', 'await queue.onSubmittedWorkDone()'],
    ['engine/mixer/a.ts', 'const day = new Date(stamp); clock.now(); Math.round(1);'],
    ['engine/mixer/a.ts', '// performance.now() is not for us\nconst a = "Date.now()";'],
  ])('allows %s: %s', (path, code) => {
    expect(trespassesOf(path, code)).toEqual([]);
  });
});
