import { describe, expect, it } from 'vitest';
import {
  type ConvAttributes,
  readConvolution,
} from '../../../../../engine/inference/convolution/conv-attributes.ts';
import {
  convVariants,
  readVariant,
} from '../../../../../engine/inference/convolution/conv-variants.ts';

const LIMITS = { maxWorkgroupStorageBytes: 16_384, maxInvocations: 256, maxBufferBytes: 2 ** 27 };
const SOFTWARE = { ...LIMITS, software: true, subgroupSize: 8 };

function convolution(
  [inputs, outputs, side, kernel]: readonly [number, number, number, number],
  attributes: ConvAttributes = {},
) {
  const type = (shape: readonly number[]) => ({ dtype: 'f32', shape }) as const;
  const { groups = 1 } = attributes;
  return readConvolution(
    [
      type([1, inputs, side, side]),
      type([outputs, inputs / groups, kernel, kernel]),
      type([outputs]),
    ],
    attributes,
  );
}

describe('the variants of a convolution', () => {
  it('begin with Winograd where the processor computes 3 × 3 windows of many channels', () => {
    expect(convVariants(convolution([64, 64, 32, 3]), SOFTWARE)[0]).toBe('winograd4 4x16');
    expect(convVariants(convolution([3, 64, 32, 3]), SOFTWARE)[0]).toBe('planar 4x16');
    expect(convVariants(convolution([64, 64, 32, 1]), SOFTWARE)[0]).toBe('planar 4x16');
  });

  it('begin with the direct kernel on hardware that was not tuned', () => {
    expect(convVariants(convolution([64, 64, 32, 3]), LIMITS)[0]).toBe('direct');
  });

  it('have no Winograd for strides and dilations', () => {
    const strided = convVariants(convolution([64, 64, 32, 3], { strides: [2, 2] }), SOFTWARE);
    const dilated = convVariants(convolution([64, 64, 32, 3], { dilations: [2, 2] }), SOFTWARE);
    expect([...strided, ...dilated].filter((name) => name.startsWith('winograd'))).toEqual([]);
  });

  it('ask for no scratch beyond the bounds', () => {
    expect(convVariants(convolution([64, 64, 2048, 3]), SOFTWARE)).toEqual(['direct']);
  });

  it('are all readable by name, and nothing else is', () => {
    const conv = convolution([64, 64, 32, 3]);
    for (const name of convVariants(conv, SOFTWARE)) {
      if (name !== 'direct') expect(readVariant(name, conv, SOFTWARE).block.lanes).toBe(8);
    }
    expect(readVariant('planar 4x8', conv, LIMITS).block.lanes).toBe(1);
    expect(() => readVariant('planar 4x6', conv, SOFTWARE)).toThrow(/be one of winograd4/);
    const strided = convolution([64, 64, 32, 3], { strides: [2, 2] });
    expect(() => readVariant('winograd4 4x16', strided, SOFTWARE)).toThrow(/be one of planar/);
  });
});
