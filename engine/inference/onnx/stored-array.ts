import { toHalfArray } from '../half.ts';
import type { CpuTensor } from '../tensor.ts';

type Data = CpuTensor['data'];

/** Numbers as an array of the type in which a model stores them. */
export type StoredArray =
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | BigInt64Array<ArrayBuffer>
  | BigUint64Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Int8Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>;

/** An element type of ONNX: its number, onnxruntime's name for it, and how numbers become it. */
export interface ElementForm {
  readonly number: number;
  readonly ortName: string;
  readonly store: (data: Data) => StoredArray;
}

/** Element types that are handed over, by their names in safetensors. @source onnx.proto3 */
export const ELEMENT_FORMS: Readonly<Record<string, ElementForm>> = {
  F32: { number: 1, ortName: 'float32', store: (data) => Float32Array.from(data) },
  U8: { number: 2, ortName: 'uint8', store: (data) => Uint8Array.from(data) },
  I8: { number: 3, ortName: 'int8', store: (data) => Int8Array.from(data) },
  U16: { number: 4, ortName: 'uint16', store: (data) => Uint16Array.from(data) },
  I16: { number: 5, ortName: 'int16', store: (data) => Int16Array.from(data) },
  I32: { number: 6, ortName: 'int32', store: (data) => Int32Array.from(data) },
  I64: {
    number: 7,
    ortName: 'int64',
    store: (data) => BigInt64Array.from(Array.from(data, BigInt)),
  },
  BOOL: { number: 9, ortName: 'bool', store: (data) => Uint8Array.from(data) },
  F16: { number: 10, ortName: 'float16', store: (data) => toHalfArray(data) },
  F64: { number: 11, ortName: 'float64', store: (data) => Float64Array.from(data) },
  U32: { number: 12, ortName: 'uint32', store: (data) => Uint32Array.from(data) },
  U64: {
    number: 13,
    ortName: 'uint64',
    store: (data) => BigUint64Array.from(Array.from(data, BigInt)),
  },
};

/** Number of the element type that onnxruntime calls so, or undefined. */
export function elementTypeOf(ortName: string): number | undefined {
  return Object.values(ELEMENT_FORMS).find((form) => form.ortName === ortName)?.number;
}
