import type { AdapterDescription } from './adapter.ts';
import { FRAME_UNIFORM_FLOATS } from './frame-uniform.ts';
import { createPipelineCache, type PipelineCache } from './pipeline-cache.ts';
import { createUniformArena, type UniformArena, type UniformSlice } from './uniform-arena.ts';

/** Format of every picture inside the instrument: linear light, Rec. 709 primaries, opaque. */
export const PICTURE_FORMAT = 'rgba16float' satisfies GPUTextureFormat;

/** Samplers that a shader gets by naming a variable after them. */
export type SamplerName = 'linearClamp' | 'nearestClamp' | 'linearRepeat' | 'linearMirror';

/** A device with everything that units share on it. It dies with the device. */
export interface GpuContext {
  readonly device: GPUDevice;
  readonly adapter: AdapterDescription;
  readonly arena: UniformArena;
  /** The `Frame` struct of `shaders/lib/frame.wgsl`; the session writes it once a frame. */
  readonly frameUniform: UniformSlice;
  /** Layout of group 0: the frame and the unit's own parameters. */
  readonly unitLayout: GPUBindGroupLayout;
  readonly samplers: Readonly<Record<SamplerName, GPUSampler>>;
  readonly pipelines: PipelineCache;
  /** GPU objects that units hold now, by kind; zero when all were disposed. */
  readonly live: { textures: number; buffers: number; scopes: number };
  destroy(): void;
}

/** Builds the shared objects on a fresh device. */
export function createGpuContext(device: GPUDevice, adapter: AdapterDescription): GpuContext {
  const arena = createUniformArena(device);
  const visibility = GPUShaderStage.COMPUTE | GPUShaderStage.VERTEX | GPUShaderStage.FRAGMENT;
  const unitLayout = device.createBindGroupLayout({
    label: 'unit',
    entries: [
      { binding: 0, visibility, buffer: { type: 'uniform' } },
      { binding: 1, visibility, buffer: { type: 'uniform' } },
    ],
  });
  const sampler = (label: string, filter: GPUFilterMode, mode: GPUAddressMode) =>
    device.createSampler({
      label,
      magFilter: filter,
      minFilter: filter,
      addressModeU: mode,
      addressModeV: mode,
    });
  return {
    device,
    adapter,
    arena,
    frameUniform: arena.allocate('frame', FRAME_UNIFORM_FLOATS * 4),
    unitLayout,
    samplers: {
      linearClamp: sampler('linear clamp', 'linear', 'clamp-to-edge'),
      nearestClamp: sampler('nearest clamp', 'nearest', 'clamp-to-edge'),
      linearRepeat: sampler('linear repeat', 'linear', 'repeat'),
      linearMirror: sampler('linear mirror', 'linear', 'mirror-repeat'),
    },
    pipelines: createPipelineCache(device, unitLayout),
    live: { textures: 0, buffers: 0, scopes: 0 },
    destroy: () => arena.destroy(),
  };
}
