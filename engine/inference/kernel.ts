import type { ShaderSource } from '../gpu/wgsl-linker.ts';
import type { KernelCall, Precision } from './op.ts';
import { type DType, type Shape, stridesOf } from './tensor.ts';

/** Invocations of a workgroup of the flat kernels. */
export const FLAT_GROUP = 64;
const MAX_GROUPS_PER_AXIS = 65_535;

/** Workgroups of a kernel in which every invocation makes one of `count` elements. */
export function flatWorkgroups(count: number): [number, number, number] {
  const groups = Math.max(1, Math.ceil(count / FLAT_GROUP));
  if (groups <= MAX_GROUPS_PER_AXIS) return [groups, 1, 1];
  const rows = Math.ceil(groups / MAX_GROUPS_PER_AXIS);
  return [Math.ceil(groups / rows), rows, 1];
}

function constantText(name: string, value: number | string): string {
  if (typeof value === 'string') return `const ${name} = ${value};`;
  if (Number.isInteger(value) && value >= 0) return `const ${name} = ${value}u;`;
  return `const ${name} = ${floatText(value)};`;
}

/** A number as an f32 of WGSL. */
export function floatText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '3.4028234e38f';
  if (value === Number.NEGATIVE_INFINITY) return '-3.4028234e38f';
  const text = Math.fround(value).toString();
  return /[.e]/.test(text) ? `${text}f` : `${text}.0f`;
}

/**
 * The `kernel` module of a call: precision, constants and functions.
 *
 * `Element` is a real number as buffers hold it, `Element4` four of them; kernels compute in f32.
 * `flatIndex(group, local)` is the element that an invocation of a flat kernel makes.
 */
export function kernelModule(call: KernelCall, precision: Precision): ShaderSource {
  const element = precision === 'f16' ? 'f16' : 'f32';
  const lines = [
    precision === 'f16' ? 'enable f16;' : '',
    ...(call.enables ?? []).map((extension) => `enable ${extension};`),
    `alias Element = ${element};`,
    `alias Element4 = vec4<${element}>;`,
    ...Object.entries(call.constants).map(([name, value]) => constantText(name, value)),
    `const GROUPS_X = ${call.workgroups[0]}u;`,
    `fn flatIndex(group: vec3u, local: u32) -> u32 { return (group.y * GROUPS_X + group.x) * ${FLAT_GROUP}u + local; }`,
    call.functions ?? '',
  ];
  return { path: `kernel of ${call.shader.path}`, code: lines.filter(Boolean).join('\n') };
}

/** WGSL type in which a buffer of values holds one element. */
export function elementType(dtype: DType): 'Element' | 'i32' | 'u32' {
  return dtype === 'f32' ? 'Element' : dtype === 'i32' ? 'i32' : 'u32';
}

/** WGSL type in which kernels compute with values. */
export function computeType(dtype: DType): 'f32' | 'i32' {
  return dtype === 'f32' ? 'f32' : 'i32';
}

/**
 * WGSL of a function that leads a flat row-major index over `shape` to an offset with `strides`
 * (elements; 0 where a tensor is repeated, negative where it is read backwards) plus `base`.
 */
export function offsetFunction(
  name: string,
  shape: Shape,
  strides: readonly number[],
  base = 0,
): string {
  const signed = base < 0 || strides.some((stride) => stride < 0);
  const over = stridesOf(shape);
  const terms = shape.flatMap((extent, axis) => {
    const stride = strides[axis] ?? 0;
    if (stride === 0 || extent === 1) return [];
    const step = over[axis] ?? 1;
    const quotient = step === 1 ? 'i' : `(i / ${step}u)`;
    const coordinate = axis === 0 ? quotient : `(${quotient} % ${extent}u)`;
    return [signed ? `i32(${coordinate}) * ${stride}i` : `${coordinate} * ${stride}u`];
  });
  const sum = [signed ? `${base}i` : `${base}u`, ...terms].join(' + ');
  return `fn ${name}(i: u32) -> u32 { return ${signed ? `u32(${sum})` : sum}; }`;
}
