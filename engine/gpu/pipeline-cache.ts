import { InstrumentError } from '../core/errors.ts';
import { reflectBindings, type ShaderBinding } from './shader-reflection.ts';
import type { LinkedShader } from './wgsl-linker.ts';

/** A shader that did not compile, with the line of its own file. */
export class ShaderError extends InstrumentError {
  readonly path: string;
  readonly line: number;

  constructor(path: string, line: number, message: string) {
    super({
      subject: `${path}:${line}`,
      constraint: 'compile',
      got: message.trim().replace(/\s+/g, ' '),
      remedy: 'mend that line; the last good version goes on until then',
    });
    this.name = 'ShaderError';
    this.path = path;
    this.line = line;
  }
}

/** How a draw pipeline writes its target. */
export interface DrawOptions {
  readonly format: GPUTextureFormat;
  readonly blend?: GPUBlendState;
  readonly topology?: GPUPrimitiveTopology;
  readonly cullMode?: GPUCullMode;
  readonly depth?: { format: GPUTextureFormat; compare: GPUCompareFunction; write: boolean };
}

/** A compiled pipeline with what is needed to bind it. */
export interface Pipeline {
  readonly label: string;
  readonly path: string;
  readonly compute: GPUComputePipeline | null;
  readonly draw: GPURenderPipeline | null;
  /** Layout of group 1, the unit's own resources; null when the shader has none. */
  readonly layout: GPUBindGroupLayout | null;
  readonly bindings: readonly ShaderBinding[];
}

/** Compiled pipelines of a device; equal shaders are compiled once. */
export interface PipelineCache {
  /** @throws ShaderError when the shader does not compile */
  compute(shader: LinkedShader, constants?: Record<string, number>): Promise<Pipeline>;
  /** A pipeline of the entry points `vertexMain` and `fragmentMain`. @throws ShaderError */
  draw(
    shader: LinkedShader,
    options: DrawOptions,
    constants?: Record<string, number>,
  ): Promise<Pipeline>;
}

async function compile(device: GPUDevice, shader: LinkedShader): Promise<GPUShaderModule> {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label: shader.path, code: shader.code });
  const [info, error] = await Promise.all([module.getCompilationInfo(), device.popErrorScope()]);
  const first = info.messages.find((message) => message.type === 'error');
  if (first) {
    const { path, line } = shader.locate(first.lineNum);
    throw new ShaderError(path, line, first.message);
  }
  if (error) throw new ShaderError(shader.path, 1, error.message);
  return module;
}

function bindLayout(
  device: GPUDevice,
  label: string,
  bindings: readonly ShaderBinding[],
  stages: 'compute' | 'draw',
): GPUBindGroupLayout | null {
  if (bindings.length === 0) return null;
  return device.createBindGroupLayout({
    label,
    entries: bindings.map(({ binding, layout, writes }) => ({
      ...layout,
      binding,
      visibility:
        stages === 'compute'
          ? GPUShaderStage.COMPUTE
          : writes || layout.externalTexture
            ? GPUShaderStage.FRAGMENT
            : GPUShaderStage.VERTEX | GPUShaderStage.FRAGMENT,
    })),
  });
}

/** Turns a rejected pipeline into an error with a place. */
function located(shader: LinkedShader) {
  return (thrown: unknown): never => {
    throw new ShaderError(
      shader.path,
      1,
      thrown instanceof Error ? thrown.message : String(thrown),
    );
  };
}

/** An empty cache. @param unitLayout layout of group 0, the same for every unit */
export function createPipelineCache(
  device: GPUDevice,
  unitLayout: GPUBindGroupLayout,
): PipelineCache {
  const cache = new Map<string, Promise<Pipeline>>();

  const once = (key: string, build: () => Promise<Pipeline>): Promise<Pipeline> => {
    const known = cache.get(key);
    if (known) return known;
    const built = build();
    cache.set(key, built);
    built.catch(() => cache.delete(key));
    return built;
  };

  const prepare = async (shader: LinkedShader, stages: 'compute' | 'draw') => {
    const module = await compile(device, shader);
    const bindings = reflectBindings(shader.code, 1);
    const bindGroup = bindLayout(device, shader.path, bindings, stages);
    const layout = device.createPipelineLayout({
      label: shader.path,
      bindGroupLayouts: bindGroup ? [unitLayout, bindGroup] : [unitLayout],
    });
    return { module, bindings, bindGroup, layout };
  };

  return {
    compute(shader, constants = {}) {
      return once(`compute ${JSON.stringify(constants)} ${shader.code}`, async () => {
        const { module, bindings, bindGroup, layout } = await prepare(shader, 'compute');
        const compute = await device
          .createComputePipelineAsync({
            label: shader.path,
            layout,
            compute: { module, constants },
          })
          .catch(located(shader));
        return {
          label: shader.path,
          path: shader.path,
          compute,
          draw: null,
          layout: bindGroup,
          bindings,
        };
      });
    },
    draw(shader, options, constants = {}) {
      return once(`draw ${JSON.stringify([options, constants])} ${shader.code}`, async () => {
        const { module, bindings, bindGroup, layout } = await prepare(shader, 'draw');
        const { format, blend, topology = 'triangle-list', cullMode = 'none', depth } = options;
        const draw = await device
          .createRenderPipelineAsync({
            label: shader.path,
            layout,
            vertex: { module, entryPoint: 'vertexMain', constants },
            fragment: {
              module,
              entryPoint: 'fragmentMain',
              constants,
              targets: [blend ? { format, blend } : { format }],
            },
            primitive: { topology, cullMode },
            ...(depth && {
              depthStencil: {
                format: depth.format,
                depthCompare: depth.compare,
                depthWriteEnabled: depth.write,
              },
            }),
          })
          .catch(located(shader));
        return {
          label: shader.path,
          path: shader.path,
          compute: null,
          draw,
          layout: bindGroup,
          bindings,
        };
      });
    },
  };
}
