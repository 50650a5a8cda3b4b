import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ops } from '../../../../engine/inference/registry.ts';
import { type OpenedContext, openGpuContext } from '../../../support/gpu-context.ts';
import { expectSame, packedCases, prepareCase, variantsOf } from '../../../support/op-cases.ts';

let gpu: OpenedContext;
beforeAll(async () => {
  gpu = await openGpuContext();
});
afterAll(() => {
  expect(gpu.errors).toEqual([]);
  gpu.close();
});

describe.each([...ops.values()])('the op $name', (op) => {
  it('has cases', () => expect(op.cases.length).toBeGreaterThan(0));

  it.each(op.cases)('gives what its reference gives: $title', async (one) => {
    await expectSame(gpu.context, prepareCase(op, one, { precision: 'f32', pack: false }), 'f32');
  });

  it.each(packedCases(op))('gives the same from packed pictures: $title', async (one) => {
    await expectSame(gpu.context, prepareCase(op, one, { precision: 'f32', pack: true }), 'f32');
  });

  it.each(op.variants ? op.cases : [])('gives the same by every kernel: $title', async (one) => {
    const prepared = prepareCase(op, one, { precision: 'f32', pack: false });
    for (const variant of variantsOf(prepared, gpu.context, 'f32')) {
      await expectSame(gpu.context, prepared, 'f32', variant);
    }
  });

  it('gives the same in f16', async ({ skip }) => {
    if (!gpu.context.device.features.has('shader-f16')) skip('the device has no shader-f16');
    for (const one of op.cases) {
      await expectSame(gpu.context, prepareCase(op, one, { precision: 'f16', pack: false }), 'f16');
    }
    for (const one of packedCases(op)) {
      await expectSame(gpu.context, prepareCase(op, one, { precision: 'f16', pack: true }), 'f16');
    }
  });
});
