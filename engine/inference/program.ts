import { fail } from '../core/errors.ts';
import type { FrameEncoder } from '../gpu/frame-encoder.ts';
import type { GpuContext } from '../gpu/gpu-context.ts';
import { type Bindable, type BoundStep, GpuScope } from '../gpu/gpu-scope.ts';
import { readBuffer } from '../gpu/readback.ts';
import type { UniformSlice } from '../gpu/uniform-arena.ts';
import { type Graph, requireInput, type Value } from './graph.ts';
import { fromHalfArray, toHalfArray } from './half.ts';
import { kernelModule } from './kernel.ts';
import { planMemory } from './memory.ts';
import type {
  KernelBuffer,
  KernelCall,
  KernelData,
  KernelLimits,
  KernelTexture,
  KernelUniform,
  Precision,
} from './op.ts';
import { type Plan, type PlanOptions, planGraph, type Resident, type Step } from './plan.ts';
import { type CpuTensor, type DType, elementCount } from './tensor.ts';

/** How a program is built. */
export interface ProgramOptions extends Pick<PlanOptions, 'variant'> {
  readonly label: string;
  readonly precision: Precision;
  /** Textures that ops read or write, by name. */
  readonly textures?: Readonly<Record<string, GPUTexture>>;
  /** Uniforms that ops read, by name; whoever gives them writes them before a run. */
  readonly uniforms?: Readonly<Record<string, UniformSlice>>;
  /**
   * A program on the same device whose states this one goes on with, by name: one that reads a
   * prompt at once and one that goes on token by token share their caches. It must outlive this one.
   */
  readonly sharing?: Program;
}

/** What one dispatch does, for those who share out time. */
export interface DispatchWork {
  readonly label: string;
  /** Multiply-accumulates and moved elements. */
  readonly operations: number;
  /** Bytes read and written. */
  readonly bytes: number;
  /** Textures and uniforms that it reads, and textures that it writes. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

/** A net on a device: every buffer, pipeline and bind group made; nothing is allocated by a run. */
export interface Program {
  readonly label: string;
  readonly precision: Precision;
  /** Dispatches of one run. */
  readonly length: number;
  /** What each dispatch does. */
  readonly work: readonly DispatchWork[];
  /** Adds dispatches `from` (inclusive) to `to` (exclusive; default all) to the frame. */
  encode(frame: FrameEncoder, from?: number, to?: number): void;
  /** Writes inputs. @throws InstrumentError when one is missing or has another shape */
  write(inputs: Readonly<Record<string, CpuTensor>>): void;
  /** GPU memory of an input, output or state, plain layout. @throws InstrumentError for another name */
  buffer(name: string): GPUBuffer;
  /** Reads all outputs; waits for the GPU, so never in a frame. */
  read(): Promise<Record<string, CpuTensor>>;
  /** Makes all states zeros, in the frame. They are zeros when the program is built. */
  reset(frame: FrameEncoder): void;
  /**
   * Reads states, all unless named, so that they can be written again after a device was lost;
   * waits for the GPU. Where nobody does, they begin again with zeros: the history policy `restart`.
   */
  readStates(names?: readonly string[]): Promise<Record<string, CpuTensor>>;
  /** Writes some states. @throws InstrumentError for an unknown name or another shape */
  writeStates(states: Readonly<Record<string, CpuTensor>>): void;
  dispose(): void;
}

const REAL_BYTES = { f32: 4, f16: 2 } as const;
/** Memory comes in whole vectors: other runtimes that it is handed to read four numbers at once. */
const VECTOR_BYTES = 16;

function bytesOf(dtype: DType, elements: number, precision: Precision): number {
  return elements * (dtype === 'f32' ? REAL_BYTES[precision] : 4);
}

function encodeValues(tensor: CpuTensor, precision: Precision): ArrayBufferView<ArrayBuffer> {
  if (tensor.dtype === 'f32' && precision === 'f16') return toHalfArray(tensor.data);
  return tensor.data;
}

function encodeData(data: KernelData, precision: Precision): ArrayBufferView<ArrayBuffer> {
  return data.type === 'real' && precision === 'f16' ? toHalfArray(data.values) : data.values;
}

/** Whole words of four bytes, as buffer writes need them. */
function padded(view: ArrayBufferView<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  if (bytes.length % 4 === 0) return bytes;
  const whole = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  whole.set(bytes);
  return whole;
}

/** The limits of a device that kernels choose by. */
export function kernelLimits({ device, adapter }: GpuContext): KernelLimits {
  const subgroups = device.features.has('subgroups');
  return {
    maxWorkgroupStorageBytes: device.limits.maxComputeWorkgroupStorageSize,
    maxInvocations: device.limits.maxComputeInvocationsPerWorkgroup,
    subgroupSize: subgroups ? (device.adapterInfo.subgroupMinSize ?? 0) : 0,
    maxBufferBytes: device.limits.maxStorageBufferBindingSize,
    software: adapter.software,
  };
}

/** GPU memory of a plan. */
class ProgramMemory {
  readonly #buffers: GPUBuffer[];
  readonly #slotOf: ReadonlyMap<Resident, number>;
  readonly #scratch = new Map<string, GPUBuffer>();
  readonly #scratchSizes = new Map<string, number>();
  readonly #data = new Map<KernelData, GPUBuffer>();
  readonly #scope: GpuScope;
  readonly #precision: Precision;

  constructor(scope: GpuScope, plan: Plan, { precision, sharing }: ProgramOptions) {
    const { slots, slotOf } = planMemory(plan);
    const shared = new Map(
      sharing && plan.states.map((state) => [slotOf.get(state), sharedState(sharing, state)]),
    );
    const dtypes = new Map([...slotOf].map(([resident, slot]) => [slot, resident.value.dtype]));
    this.#scope = scope;
    this.#precision = precision;
    this.#slotOf = slotOf;
    for (const { call } of plan.steps) {
      for (const buffer of Object.values(call.bindings)) {
        if (buffer.kind !== 'scratch') continue;
        const known = this.#scratchSizes.get(buffer.name) ?? 0;
        this.#scratchSizes.set(buffer.name, Math.max(known, buffer.elements));
      }
    }
    this.#buffers = slots.map((elements, i) => {
      const known = shared.get(i);
      if (known) return known;
      const bytes = bytesOf(dtypes.get(i) ?? 'f32', elements, precision);
      return scope.buffer(`slot ${i}`, Math.ceil(bytes / VECTOR_BYTES) * VECTOR_BYTES);
    });
  }

  of(resident: Resident): GPUBuffer {
    const buffer = this.#buffers[this.#slotOf.get(resident) ?? -1];
    if (!buffer) throw new Error(`${resident.value.name} has no memory.`);
    return buffer;
  }

  write(resident: Resident, tensor: CpuTensor): void {
    const bytes = padded(encodeValues(tensor, this.#precision));
    this.#scope.device.queue.writeBuffer(this.of(resident), 0, bytes);
  }

  /** Scratch of a name: all nodes share it, for each is done with it before the next begins. */
  scratch(name: string): GPUBuffer {
    const known = this.#scratch.get(name);
    if (known) return known;
    const made = this.#scope.buffer(`scratch ${name}`, (this.#scratchSizes.get(name) ?? 0) * 4);
    this.#scratch.set(name, made);
    return made;
  }

  /** The buffer of prepared data; kernels that are given one and the same data share it. */
  data(label: string, data: KernelData): GPUBuffer {
    const known = this.#data.get(data);
    if (known) return known;
    const bytes = padded(encodeData(data, this.#precision));
    const made = this.#scope.buffer(label, bytes.byteLength, bytes);
    this.#data.set(data, made);
    return made;
  }
}

/** Memory of a state in another program. @throws InstrumentError when it is not of that size */
function sharedState(program: Program, { value, elements }: Resident): GPUBuffer {
  const buffer = program.buffer(value.name);
  const bytes = bytesOf(value.dtype, elements, program.precision);
  if (buffer.size >= bytes && buffer.size <= Math.max(16, bytes + 3)) return buffer;
  return fail({
    subject: `The state "${value.name}" that is shared with ${program.label}`,
    constraint: `take ${bytes} bytes in both`,
    got: `${buffer.size} bytes`,
    remedy: 'declare it with one type in both graphs',
  });
}

function resolve(
  buffer: KernelBuffer,
  step: Step,
  memory: ProgramMemory,
  options: ProgramOptions,
): Bindable {
  if (buffer.kind === 'scratch') return memory.scratch(buffer.name);
  if (buffer.kind === 'data') return memory.data(`${step.label} ${buffer.name}`, buffer.data);
  if (buffer.kind === 'texture') return requireTexture(buffer, options);
  if (buffer.kind === 'uniform') return requireUniform(buffer, options);
  const resident = (buffer.kind === 'input' ? step.inputs : step.outputs)[buffer.index];
  if (!resident) throw new Error(`${step.label} has no ${buffer.kind} ${buffer.index}.`);
  return memory.of(resident);
}

function requireTexture({ name, size }: KernelTexture, options: ProgramOptions): GPUTexture {
  const texture = options.textures?.[name];
  if (texture?.width === size.width && texture.height === size.height) return texture;
  return fail({
    subject: `The texture "${name}" of ${options.label}`,
    constraint: `be given when the program is built, ${size.width} × ${size.height}`,
    got: texture ? `${texture.width} × ${texture.height}` : 'none',
    remedy: 'pass it in textures, or build the graph for its size',
  });
}

function requireUniform({ name, floats }: KernelUniform, options: ProgramOptions): UniformSlice {
  const uniform = options.uniforms?.[name];
  if (uniform && uniform.values.length >= floats) return uniform;
  return fail({
    subject: `The uniform "${name}" of ${options.label}`,
    constraint: `be given when the program is built, ${floats} floats`,
    got: uniform ? `${uniform.values.length} floats` : 'none',
    remedy: 'pass it in uniforms',
  });
}

async function buildStep(
  scope: GpuScope,
  step: Step,
  memory: ProgramMemory,
  options: ProgramOptions,
): Promise<BoundStep> {
  const modules = new Map([['kernel', kernelModule(step.call, options.precision)]]);
  const compiled = await scope.compute(step.call.shader, undefined, modules);
  const bindings = Object.entries(step.call.bindings).map(
    ([name, buffer]) => [name, resolve(buffer, step, memory, options)] as const,
  );
  return compiled.bind(Object.fromEntries(bindings));
}

/**
 * Builds a graph on a device: pipelines are compiled in parallel, weights uploaded, memory shared.
 * @throws ShaderError when a kernel does not compile, InstrumentError when a texture is missing or
 * `f16` is asked of a device without `shader-f16`
 */
export async function buildProgram(
  context: GpuContext,
  graph: Graph,
  options: ProgramOptions,
): Promise<Program> {
  const { label, precision } = options;
  if (precision === 'f16' && !context.device.features.has('shader-f16')) {
    fail({
      subject: 'The device',
      constraint: 'have shader-f16 to run a net in f16',
      got: 'a device without it',
      remedy: 'build the net in f32',
    });
  }
  const plan = planGraph(graph, { ...options, limits: kernelLimits(context) });
  const scope = new GpuScope(context, {
    label,
    header: { size: { width: 1, height: 1 }, detail: 1, seed: 0 },
  });
  const memory = new ProgramMemory(scope, plan, options);
  for (const resident of plan.constants) {
    const data = graph.constants.get(resident.value.id);
    if (data) memory.write(resident, data);
  }
  const bound = await Promise.all(
    plan.steps.map((step) => buildStep(scope, step, memory, options)),
  );
  return createProgram(scope, plan, memory, bound, options);
}

function readsOf({ bindings }: KernelCall): string[] {
  return Object.values(bindings).flatMap((buffer) =>
    buffer.kind === 'uniform' || (buffer.kind === 'texture' && buffer.access === 'read')
      ? [buffer.name]
      : [],
  );
}

function writesOf({ bindings }: KernelCall): string[] {
  return Object.values(bindings).flatMap((buffer) =>
    buffer.kind === 'texture' && buffer.access === 'write' ? [buffer.name] : [],
  );
}

function workOf({ label, call, cost, inputs, outputs }: Step, precision: Precision): DispatchWork {
  const buffers = [...inputs, ...outputs].map((each) =>
    each ? bytesOf(each.value.dtype, each.elements, precision) : 0,
  );
  return {
    label,
    operations: cost,
    bytes: buffers.reduce((sum, bytes) => sum + bytes, 0),
    reads: readsOf(call),
    writes: writesOf(call),
  };
}

function createProgram(
  scope: GpuScope,
  plan: Plan,
  memory: ProgramMemory,
  bound: readonly BoundStep[],
  options: ProgramOptions,
): Program {
  const byName = new Map(
    [...plan.inputs, ...plan.states, ...plan.outputs].map((resident) => [
      resident.value.name,
      resident,
    ]),
  );
  const readAll = async (residents: readonly Resident[]) => {
    const entries = residents.map(async (resident) => {
      const { value } = resident;
      const read = readValue(scope.device, memory.of(resident), value, options.precision);
      return [value.name, await read] as const;
    });
    return Object.fromEntries(await Promise.all(entries));
  };
  return {
    label: options.label,
    precision: options.precision,
    length: bound.length,
    work: plan.steps.map((step) => workOf(step, options.precision)),
    encode(frame, from = 0, to = bound.length) {
      for (let i = from; i < to; i++) {
        const step = bound[i];
        const groups = plan.steps[i]?.call.workgroups;
        if (step && groups) frame.dispatch(step, groups[0], groups[1], groups[2]);
      }
    },
    write(inputs) {
      for (const resident of plan.inputs)
        memory.write(resident, requireInput(inputs, resident.value));
    },
    buffer(name) {
      const resident = byName.get(name);
      if (resident) return memory.of(resident);
      return unknownValue(options.label, name, [...byName.values()]);
    },
    read: () => readAll(plan.outputs),
    reset(frame) {
      for (const state of plan.states) frame.encoder.clearBuffer(memory.of(state));
    },
    readStates: (names) =>
      readAll(plan.states.filter(({ value }) => !names || names.includes(value.name))),
    writeStates(states) {
      for (const name of Object.keys(states)) {
        const state = plan.states.find(({ value }) => value.name === name);
        if (state) memory.write(state, requireInput(states, state.value));
        else unknownValue(options.label, name, plan.states);
      }
    },
    dispose: () => scope.dispose(),
  };
}

function unknownValue(label: string, name: string, known: readonly Resident[]): never {
  return fail({
    subject: `The value "${name}" of ${label}`,
    constraint: `be one of ${known.map(({ value }) => value.name).join(', ') || 'none'}`,
    got: name,
    remedy: 'use the name of an input, output or state that the program has',
  });
}

async function readValue(
  device: GPUDevice,
  buffer: GPUBuffer,
  value: Value,
  precision: Precision,
): Promise<CpuTensor> {
  const count = elementCount(value.shape);
  const bytes = Math.max(4, Math.ceil(bytesOf(value.dtype, count, precision) / 4) * 4);
  const data = await readBuffer(device, buffer, bytes);
  if (value.dtype !== 'f32') {
    return { dtype: 'i32', shape: value.shape, data: new Int32Array(data).subarray(0, count) };
  }
  const floats =
    precision === 'f16'
      ? fromHalfArray(new Uint16Array(data).subarray(0, count))
      : new Float32Array(data).subarray(0, count);
  return { dtype: 'f32', shape: value.shape, data: floats };
}
