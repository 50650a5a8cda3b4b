import type { Size } from '../core/units.ts';
import type { ShaderSource } from '../gpu/wgsl-linker.ts';
import type { CpuTensor, TensorType } from './tensor.ts';

/**
 * How a value lies in its GPU buffer. `plain`: row-major. `c4`: a rank-4 value `[n, c, h, w]` as
 * `[n, ceil(c / 4), h, w, 4]`, channels packed four by four; the
 * lanes behind the last channel may hold any finite number.
 */
export type Layout = 'plain' | 'c4';

/** Numbers in which real values are kept on the GPU; sums are always f32. */
export type Precision = 'f32' | 'f16';

/** Attributes of an op: plain data, so that a node can be printed, compared and hashed. */
export type Attributes = Readonly<Record<string, AttributeValue>>;
/** One attribute. */
export type AttributeValue = number | string | boolean | readonly number[] | undefined;

/**
 * What a kernel binds: an input or output of its node, scratch (f32) that this node's kernels share
 * by name and later nodes write over, prepared data, or a texture or uniform that the program was
 * given by name.
 */
export type KernelBuffer =
  | { readonly kind: 'input'; readonly index: number }
  | { readonly kind: 'output'; readonly index: number }
  | { readonly kind: 'scratch'; readonly name: string; readonly elements: number }
  | { readonly kind: 'data'; readonly name: string; readonly data: KernelData }
  | KernelTexture
  | KernelUniform;

/** A texture that a kernel reads or writes. */
export interface KernelTexture {
  readonly kind: 'texture';
  /** Name by which the program was given it. */
  readonly name: string;
  readonly access: 'read' | 'write';
  /** Size that it must have. */
  readonly size: Size;
}

/** Numbers that are written before each run and read by a kernel. */
export interface KernelUniform {
  readonly kind: 'uniform';
  /** Name by which the program was given it. */
  readonly name: string;
  /** Floats that it must have at least. */
  readonly floats: number;
}

/** Numbers that an op has prepared for its kernel, such as weights in the order it reads them. */
export interface KernelData {
  /** `real` is kept in the program's precision. */
  readonly type: 'real' | 'f32' | 'i32' | 'u32';
  readonly values: Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
}

/** One dispatch. */
export interface KernelCall {
  readonly shader: ShaderSource;
  /** Extensions of WGSL that the kernel needs beside those of the precision. */
  readonly enables?: readonly 'subgroups'[];
  /**
   * Constants of the generated `kernel` module, by WGSL name: numbers become `u32` when they are
   * whole and not negative, else `f32`; write others as WGSL text.
   */
  readonly constants: Readonly<Record<string, number | string>>;
  /** Further WGSL of the `kernel` module: index functions, activations. */
  readonly functions?: string;
  /** Buffers by variable name. */
  readonly bindings: Readonly<Record<string, KernelBuffer>>;
  readonly workgroups: readonly [x: number, y: number, z: number];
}

/** What an op is told when its kernels are chosen. */
export interface Lowering<A extends Attributes> {
  readonly inputs: readonly TensorType[];
  readonly outputs: readonly TensorType[];
  readonly inputLayouts: readonly Layout[];
  readonly outputLayouts: readonly Layout[];
  readonly attributes: A;
  /** The inputs that are known when the program is built, such as weights. */
  readonly constants: readonly (CpuTensor | undefined)[];
  readonly precision: Precision;
  /** Limits of the device that kernels must keep. */
  readonly limits: KernelLimits;
  /** Name of the kernel variant that tuning chose for this node, or null for the op's standard. */
  readonly variant: string | null;
}

/** The limits that kernel choices depend on. */
export interface KernelLimits {
  readonly maxWorkgroupStorageBytes: number;
  readonly maxInvocations: number;
  /** Invocations of a subgroup at least; 0 or absent where kernels cannot use subgroups. */
  readonly subgroupSize?: number;
  /** Bytes of the largest buffer that a kernel can bind; unknown where absent. */
  readonly maxBufferBytes?: number;
  /** Whether the processor computes: barriers and many small workgroups cost more than they gain. */
  readonly software?: boolean;
}

/** Layouts that an op takes and gives. */
export interface LayoutChoice {
  readonly inputs: readonly Layout[];
  readonly outputs: readonly Layout[];
}

/** A call of an op to test it with: types of its inputs, or their very numbers. */
export interface OpCase<A extends Attributes> {
  readonly title: string;
  readonly inputs: readonly (TensorType | CpuTensor)[];
  readonly attributes: A;
}

/** An op: its shape rule, its meaning on the CPU, its kernels, and the cases that test them. */
export interface OpDefinition<A extends Attributes = Attributes> {
  readonly name: string;
  /**
   * Types of the outputs. @throws InstrumentError when the inputs or attributes cannot be
   */
  readonly infer: (inputs: readonly TensorType[], attributes: A) => readonly TensorType[];
  /** The op's meaning, written for clearness. Sums in double precision. */
  readonly reference: (
    inputs: readonly CpuTensor[],
    attributes: A,
    outputs: readonly TensorType[],
  ) => readonly CpuTensor[];
  /** Layouts for inputs that lie as `given`; `plain` throughout when absent. */
  readonly layouts?: (
    inputs: readonly TensorType[],
    outputs: readonly TensorType[],
    given: readonly Layout[],
    attributes: A,
  ) => LayoutChoice;
  /** True when the output is the input's very memory under another shape; needs no kernel. */
  readonly view?: boolean;
  /**
   * Pairs of an input and the output that is its very memory, changed in place: kernels bind the
   * output alone, and no later node may read what the input was.
   */
  readonly updates?: readonly (readonly [input: number, output: number])[];
  /** The kernels of a node, in order; they may assume the layouts that {@link layouts} chose. */
  readonly lower: (node: Lowering<A>) => readonly KernelCall[];
  /** Names of kernel variants worth timing on this device, best guess first. */
  readonly variants?: (node: Lowering<A>) => readonly string[];
  readonly cases: readonly OpCase<A>[];
}

/** Declares an op; the default export of `engine/inference/ops/<op>.ts`. */
export function defineOp<A extends Attributes>(definition: OpDefinition<A>): OpDefinition<A> {
  return definition;
}
