import blitWgsl from '../../shaders/output/blit.wgsl?raw';
import type { FrameEncoder } from '../gpu/frame-encoder.ts';
import { type GpuContext, PICTURE_FORMAT } from '../gpu/gpu-context.ts';
import { type BoundStep, GpuScope, type ShaderStep } from '../gpu/gpu-scope.ts';
import type { UniformSlice } from '../gpu/uniform-arena.ts';

/** What a canvas shows. */
export type OutputView =
  | { readonly kind: 'programme' }
  | { readonly kind: 'picture' }
  | { readonly kind: 'deck'; readonly deck: 'a' | 'b' }
  | { readonly kind: 'scene'; readonly scene: string }
  | { readonly kind: 'indicator' };

/** Finds the texture of a view this frame, or null when there is nothing new to show. */
export type OutputSource = (view: OutputView) => GPUTexture | null;

/** A canvas that WebGPU can draw into, in this window or another of the same origin. */
export type OutputCanvas = HTMLCanvasElement | OffscreenCanvas;

/** All canvases of a session, on one device and drawn in the frame's one submit. */
export interface CanvasOutputs {
  /** Adds a canvas; the returned function removes it. */
  add(canvas: OutputCanvas, view: OutputView, options?: { fit?: 'contain' | 'cover' }): () => void;
  /** Configures every canvas for a fresh device and compiles what they need. */
  build(context: GpuContext, format: GPUTextureFormat): Promise<void>;
  /** Forgets the device. */
  drop(): void;
  encode(frame: FrameEncoder, source: OutputSource): void;
}

interface Output {
  readonly canvas: OutputCanvas;
  readonly view: OutputView;
  readonly fit: 'contain' | 'cover';
  context: GPUCanvasContext | null;
  size: UniformSlice | null;
  readonly bound: WeakMap<GPUTexture, BoundStep>;
}

interface OutputsGpu {
  readonly context: GpuContext;
  readonly scope: GpuScope;
  readonly format: GPUTextureFormat;
  readonly steps: ReadonlyMap<string, ShaderStep>;
}

const source = { path: 'shaders/output/blit.wgsl', code: blitWgsl };

async function compileSteps(
  scope: GpuScope,
  format: GPUTextureFormat,
): Promise<ReadonlyMap<string, ShaderStep>> {
  const compile = async (isLinear: 0 | 1, isCover: 0 | 1) =>
    [`${isLinear}${isCover}`, await scope.draw(source, { format }, { isLinear, isCover })] as const;
  return new Map(await Promise.all([compile(0, 0), compile(0, 1), compile(1, 0), compile(1, 1)]));
}

/** No canvases yet. */
export function createCanvasOutputs(): CanvasOutputs {
  const outputs = new Set<Output>();
  let gpu: OutputsGpu | null = null;

  const connect = (output: Output, on: OutputsGpu) => {
    output.context = output.canvas.getContext('webgpu') as GPUCanvasContext | null;
    output.context?.configure({
      device: on.context.device,
      format: on.format,
      alphaMode: 'opaque',
    });
    output.size = on.scope.uniform('canvas size', 4);
  };

  const bind = (output: Output, texture: GPUTexture, on: OutputsGpu): BoundStep | null => {
    const known = output.bound.get(texture);
    if (known) return known;
    const isLinear = texture.format === PICTURE_FORMAT ? 1 : 0;
    const step = on.steps.get(`${isLinear}${output.fit === 'cover' ? 1 : 0}`);
    if (!step || !output.size) return null;
    const bound = step.bind({ source: texture, canvas: output.size });
    output.bound.set(texture, bound);
    return bound;
  };

  return {
    add(canvas, view, options = {}) {
      const fit = options.fit ?? 'contain';
      const output: Output = { canvas, view, fit, context: null, size: null, bound: new WeakMap() };
      outputs.add(output);
      if (gpu) connect(output, gpu);
      return () => {
        output.context?.unconfigure();
        output.size?.free();
        outputs.delete(output);
      };
    },
    async build(context, format) {
      const scope = new GpuScope(context, {
        label: 'outputs',
        header: { size: { width: 1, height: 1 }, detail: 1, seed: 0 },
      });
      const built = { context, scope, format, steps: await compileSteps(scope, format) };
      for (const output of outputs) connect(output, built);
      gpu = built;
    },
    drop() {
      gpu?.scope.dispose();
      gpu = null;
    },
    encode(frame, sourceOf) {
      if (!gpu) return;
      frame.section('outputs');
      for (const output of outputs) {
        const texture = sourceOf(output.view);
        if (!texture || !output.context || !output.size) continue;
        const bound = bind(output, texture, gpu);
        if (!bound) continue;
        const { canvas } = output;
        output.size.values[0] = canvas.width;
        output.size.values[1] = canvas.height;
        frame.draw(bound, output.context.getCurrentTexture().createView());
      }
    },
  };
}
