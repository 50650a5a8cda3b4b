import { describe, expect, it } from 'vitest';
import { reflectBindings } from '../../../../engine/gpu/shader-reflection.ts';

const code = `
@group(0) @binding(0) var<uniform> frame: Frame;
@group(1) @binding(3) var target: texture_storage_2d<rgba16float, write>;
@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;
@group(1) @binding(2) var<storage, read> positions: array<vec4f>;
@group(1) @binding(4) var<storage, read_write> counts: array<atomic<u32>>;
@group(1) @binding(5) var<uniform> canvas: vec4f;
@group(1) @binding(6) var labels: texture_2d_array<u32>;
@group(1) @binding(7) var heights: texture_2d<f32>; // @unfilterable
@group(1) @binding(8) var video: texture_external;
`;

describe('reflectBindings', () => {
  it('reads every kind of binding of the group, in order', () => {
    const found = reflectBindings(code, 1);
    expect(found.map(({ name }) => name)).toEqual([
      'source',
      'linearClamp',
      'positions',
      'target',
      'counts',
      'canvas',
      'labels',
      'heights',
      'video',
    ]);
    expect(found.map(({ layout }) => layout)).toEqual([
      { texture: { sampleType: 'float', viewDimension: '2d' } },
      { sampler: { type: 'filtering' } },
      { buffer: { type: 'read-only-storage' } },
      { storageTexture: { access: 'write-only', format: 'rgba16float', viewDimension: '2d' } },
      { buffer: { type: 'storage' } },
      { buffer: { type: 'uniform' } },
      { texture: { sampleType: 'uint', viewDimension: '2d-array' } },
      { texture: { sampleType: 'unfilterable-float', viewDimension: '2d' } },
      { externalTexture: {} },
    ]);
    expect(found.filter(({ writes }) => writes).map(({ name }) => name)).toEqual([
      'target',
      'counts',
    ]);
  });

  it('takes textures of a shader without a sampler as data that is only loaded', () => {
    const [only] = reflectBindings('@group(1) @binding(0) var a: texture_2d<f32>;', 1);
    expect(only?.layout.texture?.sampleType).toBe('unfilterable-float');
  });
});
