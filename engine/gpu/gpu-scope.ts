import { fail } from '../core/errors.ts';
import type { Size } from '../core/units.ts';
import type { GpuContext, SamplerName } from './gpu-context.ts';
import type { DrawOptions, Pipeline } from './pipeline-cache.ts';
import { shaderLibrary } from './shader-library.ts';
import type { UniformSlice } from './uniform-arena.ts';
import { type LinkedShader, linkWgsl, type ShaderSource } from './wgsl-linker.ts';

/** What can stand behind a shader variable. */
export type Bindable = GPUTexture | GPUTextureView | GPUBuffer | GPUExternalTexture | UniformSlice;

/** A pipeline with its resources: all that a dispatch or a draw needs. */
export interface BoundStep {
  readonly label: string;
  readonly pipeline: Pipeline;
  readonly unitGroup: GPUBindGroup;
  readonly group: GPUBindGroup | null;
}

/** A compiled shader that waits for its resources. */
export interface ShaderStep {
  /**
   * Binds resources to the shader's `@group(1)` variables by name. Samplers named
   * `linearClamp`, `nearestClamp`, `linearRepeat` or `linearMirror` bind themselves.
   * @throws InstrumentError when a variable has no resource
   */
  bind(resources?: Readonly<Record<string, Bindable>>): BoundStep;
}

/** A texture that a unit asks for. */
export interface TextureRequest {
  readonly label: string;
  readonly size: Size;
  readonly format: GPUTextureFormat;
  /** Layers of an array, or the depth of a 3D texture. */
  readonly layers?: number;
  /** `2d` unless given. */
  readonly dimension?: GPUTextureDimension;
  /** Beyond the default of sampled, copied and, where the format allows, rendered and stored. */
  readonly usage?: GPUTextureUsageFlags;
}

/** Floats before a unit's own parameters in its `Params` struct: width, height, detail, seed. */
export const PARAM_HEADER_FLOATS = 4;

/** What every unit's `Params` struct starts with. */
export interface UnitHeader {
  readonly size: Size;
  /** Share of the full amount of work (particles, steps), 0 to 1. */
  readonly detail: number;
  readonly seed: number;
}

/** The `Params` module of a unit, generated from its parameter names. */
export function paramsModule(label: string, names: readonly string[]): ShaderSource {
  const fields = names.map((name) => `  ${name}: f32,`).join('\n');
  return {
    path: `parameters of ${label}`,
    code: `struct Params {
  size: vec2f,
  detail: f32,
  seed: f32,
${fields}
}
@group(0) @binding(1) var<uniform> params: Params;`,
  };
}

const BYTES_PER_FLOAT = 4;
const isSlice = (value: Bindable): value is UniformSlice => 'values' in value;
const isTexture = (value: Bindable): value is GPUTexture => 'createView' in value;
const isBuffer = (value: Bindable): value is GPUBuffer => 'mapState' in value;

function toResource(value: Bindable): GPUBindingResource {
  if (isSlice(value)) return { buffer: value.buffer, offset: value.offset, size: value.size };
  if (isTexture(value)) return value.createView();
  if (isBuffer(value)) return { buffer: value };
  return value;
}

/** Formats that core WebGPU lets a shader write as a storage texture. */
const STORABLE = new Set<GPUTextureFormat>([
  'rgba16float',
  'rgba8unorm',
  'r32float',
  'rg32float',
  'rgba32float',
  'r32uint',
  'rgba32uint',
]);

/**
 * What one unit (a scene, an effect, a feature) owns on a device. Everything it makes is
 * labelled, counted, and destroyed with it.
 */
export class GpuScope {
  readonly context: GpuContext;
  readonly label: string;
  /** The unit's `Params` uniform: header, then one float a parameter. */
  readonly params: UniformSlice;
  readonly #modules: ReadonlyMap<string, ShaderSource>;
  readonly #textures: GPUTexture[] = [];
  readonly #buffers: GPUBuffer[] = [];
  readonly #slices: UniformSlice[] = [];
  readonly #unitGroup: GPUBindGroup;
  #disposed = false;

  /**
   * @param options.paramNames the unit's parameters in declared order
   * @param options.modules further WGSL modules, by import name
   */
  constructor(
    context: GpuContext,
    options: {
      label: string;
      header: UnitHeader;
      paramNames?: readonly string[];
      modules?: ReadonlyMap<string, ShaderSource>;
    },
  ) {
    const { label, header, paramNames = [], modules } = options;
    this.context = context;
    this.label = label;
    this.params = this.uniform('params', PARAM_HEADER_FLOATS + paramNames.length);
    this.params.values.set([header.size.width, header.size.height, header.detail, header.seed]);
    this.#modules = new Map([
      ...shaderLibrary,
      ...(modules ?? []),
      ['params', paramsModule(label, paramNames)],
    ]);
    this.#unitGroup = this.groupWith(this.params);
    context.live.scopes += 1;
  }

  get device(): GPUDevice {
    return this.context.device;
  }

  /** A group 0 in which `params` is another slice of the same layout (a step with own values). */
  groupWith(params: UniformSlice): GPUBindGroup {
    return this.device.createBindGroup({
      label: `${this.label} unit`,
      layout: this.context.unitLayout,
      entries: [
        { binding: 0, resource: toResource(this.context.frameUniform) },
        { binding: 1, resource: toResource(params) },
      ],
    });
  }

  /** A uniform of `floats` floats. Write its `values` at any time before the frame's submit. */
  uniform(label: string, floats: number): UniformSlice {
    const slice = this.context.arena.allocate(`${this.label} ${label}`, floats * BYTES_PER_FLOAT);
    this.#slices.push(slice);
    return slice;
  }

  texture(request: TextureRequest): GPUTexture {
    const { label, size, format, layers = 1, dimension = '2d', usage = 0 } = request;
    const depth = format.startsWith('depth');
    const texture = this.device.createTexture({
      label: `${this.label} ${label}`,
      size: [Math.max(1, Math.round(size.width)), Math.max(1, Math.round(size.height)), layers],
      dimension,
      format,
      usage:
        usage |
        GPUTextureUsage.TEXTURE_BINDING |
        GPUTextureUsage.RENDER_ATTACHMENT |
        (depth ? 0 : GPUTextureUsage.COPY_DST | GPUTextureUsage.COPY_SRC) |
        (STORABLE.has(format) ? GPUTextureUsage.STORAGE_BINDING : 0),
    });
    this.#textures.push(texture);
    this.context.live.textures += 1;
    return texture;
  }

  /** A storage buffer of `bytes` bytes, with `data` in it if given. */
  buffer(label: string, bytes: number, data?: ArrayBufferView<ArrayBuffer>): GPUBuffer {
    const buffer = this.device.createBuffer({
      label: `${this.label} ${label}`,
      size: Math.max(16, Math.ceil(bytes / 4) * 4),
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
    });
    this.#buffers.push(buffer);
    this.context.live.buffers += 1;
    if (data) this.device.queue.writeBuffer(buffer, 0, data);
    return buffer;
  }

  /**
   * Compiles a compute shader.
   * @param modules WGSL modules for this shader alone, by import name
   * @throws ShaderError with file and line
   */
  async compute(
    source: ShaderSource,
    constants?: Record<string, number>,
    modules?: ReadonlyMap<string, ShaderSource>,
  ): Promise<ShaderStep> {
    const linked = linkWgsl(
      source,
      modules ? new Map([...this.#modules, ...modules]) : this.#modules,
    );
    return this.#step(await this.context.pipelines.compute(linked, constants));
  }

  /** Compiles a shader of `vertexMain` and `fragmentMain`. @throws ShaderError */
  async draw(
    source: ShaderSource,
    options: DrawOptions,
    constants?: Record<string, number>,
  ): Promise<ShaderStep> {
    return this.#step(await this.context.pipelines.draw(this.#link(source), options, constants));
  }

  #link(source: ShaderSource): LinkedShader {
    return linkWgsl(source, this.#modules);
  }

  #step(pipeline: Pipeline): ShaderStep {
    return {
      bind: (resources = {}) => ({
        label: pipeline.label,
        pipeline,
        unitGroup: this.#unitGroup,
        group: this.#group(pipeline, resources),
      }),
    };
  }

  #group(pipeline: Pipeline, resources: Readonly<Record<string, Bindable>>): GPUBindGroup | null {
    if (!pipeline.layout) return null;
    return this.device.createBindGroup({
      label: pipeline.label,
      layout: pipeline.layout,
      entries: pipeline.bindings.map(({ name, binding }) => {
        const sampler = this.context.samplers[name as SamplerName];
        const resource = resources[name];
        if (resource) return { binding, resource: toResource(resource) };
        if (sampler) return { binding, resource: sampler };
        return fail({
          subject: `The variable "${name}" of ${pipeline.path}`,
          constraint: 'be bound to a resource',
          got: Object.keys(resources).join(', ') || 'none',
          remedy: `pass it to bind({ ${name}: … })`,
        });
      }),
    });
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /** Destroys everything that the unit made. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const texture of this.#textures) texture.destroy();
    for (const buffer of this.#buffers) buffer.destroy();
    for (const slice of this.#slices) slice.free();
    this.context.live.textures -= this.#textures.length;
    this.context.live.buffers -= this.#buffers.length;
    this.context.live.scopes -= 1;
  }
}
