import { fail } from '../../core/errors.ts';
import { fromHalfArray } from '../half.ts';
import { type CpuTensor, type DType, elementCount, type Shape } from '../tensor.ts';
import {
  decodeTensor,
  fromBfloat16Array,
  type StoredType,
  saturateInt32,
} from '../weights/stored-tensor.ts';
import { MessageReader } from './protobuf.ts';

/** A tensor as an ONNX file holds it: its bytes, or lists of numbers. */
export interface TensorProto {
  readonly name: string;
  readonly shape: Shape;
  /** Number of the element type. */
  readonly elementType: number;
  readonly raw: Uint8Array<ArrayBuffer> | null;
  readonly floats: readonly number[];
  readonly ints: readonly number[];
  readonly doubles: readonly number[];
  /** Whether its numbers lie in another file. */
  readonly external: boolean;
  /** The tensor's own message. */
  readonly message: Uint8Array<ArrayBuffer>;
}

/** @source onnx.proto3, TensorProto.DataType */
const ELEMENT_TYPES: Readonly<Record<number, StoredType>> = {
  1: 'F32',
  2: 'U8',
  3: 'I8',
  4: 'U16',
  5: 'I16',
  6: 'I32',
  7: 'I64',
  9: 'BOOL',
  10: 'F16',
  11: 'F64',
  12: 'U32',
  13: 'U64',
  16: 'BF16',
};

const FOREIGN_TYPES: Readonly<Record<number, string>> = {
  8: 'STRING',
  14: 'COMPLEX64',
  15: 'COMPLEX128',
  17: 'FLOAT8E4M3FN',
  18: 'FLOAT8E4M3FNUZ',
  19: 'FLOAT8E5M2',
  20: 'FLOAT8E5M2FNUZ',
  21: 'UINT4',
  22: 'INT4',
  23: 'FLOAT4E2M1',
};

/** The format of an element type, or undefined when the instrument reads none such. */
export function storedTypeOf(elementType: number): StoredType | undefined {
  return ELEMENT_TYPES[elementType];
}

/** An element type as people read it. */
export function elementTypeName(elementType: number | null): string {
  if (elementType === null) return 'no tensor';
  return ELEMENT_TYPES[elementType] ?? FOREIGN_TYPES[elementType] ?? `element type ${elementType}`;
}

/** The type in which values of an element type are computed, or undefined for none. */
export function computedType(elementType: number): DType | undefined {
  const stored = ELEMENT_TYPES[elementType];
  if (stored === undefined) return undefined;
  return /^B?F\d/.test(stored) ? 'f32' : 'i32';
}

/** Reads a tensor's message. @throws InstrumentError when it is damaged */
export function readTensor(owner: string, bytes: Uint8Array<ArrayBuffer>): TensorProto {
  const [shape, floats, ints, doubles]: [number[], number[], number[], number[]] = [[], [], [], []];
  let [name, elementType, external] = ['', 0, false];
  let raw: Uint8Array<ArrayBuffer> | null = null;
  const reader = new MessageReader(`A tensor of ${owner}`, bytes);
  while (reader.next()) {
    if (reader.field === 1) reader.int64s(shape);
    else if (reader.field === 2) elementType = reader.int64();
    else if (reader.field === 4) reader.floats(floats);
    else if (reader.field === 5 || reader.field === 7 || reader.field === 11) reader.int64s(ints);
    else if (reader.field === 8) name = reader.text();
    else if (reader.field === 9) raw = reader.bytes();
    else if (reader.field === 10) reader.doubles(doubles);
    else if (reader.field === 14) external = reader.int64() === 1;
    else reader.skip();
  }
  return { name, shape, elementType, raw, floats, ints, doubles, external, message: bytes };
}

/**
 * The numbers of a tensor. Whole numbers beyond 32 bits are held within them: in models they say
 * "to the end".
 * @param subject the tensor by the name its user knows
 * @throws InstrumentError when its numbers lie elsewhere, do not fill its shape, or are of a type
 * that the instrument does not read
 */
export function tensorOf(subject: string, proto: TensorProto): CpuTensor {
  const { shape, elementType, external, raw } = proto;
  const type = ELEMENT_TYPES[elementType];
  if (external) {
    fail({
      subject,
      constraint: 'lie in the model file itself',
      got: 'external data',
      remedy: 'save the model as one file (onnx.save_model with save_as_external_data=False)',
    });
  }
  if (type === undefined) {
    return fail({
      subject,
      constraint: `be of ${Object.values(ELEMENT_TYPES).join(', ')}`,
      got: elementTypeName(elementType),
      remedy: 'convert it before the model is stored',
    });
  }
  if (shape.some((extent) => !Number.isSafeInteger(extent) || extent < 0)) {
    fail({
      subject,
      constraint: 'have extents of 0 or more',
      got: `[${shape.join(', ')}]`,
      remedy: 'get the file again; it is damaged',
    });
  }
  if (!raw) return listedTensor(subject, proto, type);
  const decoded = decodeTensor({ subject, type, shape, bytes: raw, wide: 'saturate' });
  if (decoded.dtype !== 'i8') return decoded;
  return { dtype: 'i32', shape, data: Int32Array.from(decoded.data) };
}

/** The numbers of a tensor that lists them field by field. Halves are listed as their bits. */
function listedTensor(subject: string, proto: TensorProto, type: StoredType): CpuTensor {
  const { shape } = proto;
  const values = type === 'F64' ? proto.doubles : type === 'F32' ? proto.floats : proto.ints;
  const count = elementCount(shape);
  if (values.length !== count) {
    fail({
      subject,
      constraint: `list ${count} numbers (${type} [${shape.join(', ')}])`,
      got: values.length,
      remedy: 'get the file again; it is damaged',
    });
  }
  if (type === 'F16') return { dtype: 'f32', shape, data: fromHalfArray(Uint16Array.from(values)) };
  if (type === 'BF16') {
    return { dtype: 'f32', shape, data: fromBfloat16Array(Uint16Array.from(values)) };
  }
  if (type === 'F32' || type === 'F64') {
    return { dtype: 'f32', shape, data: Float32Array.from(values) };
  }
  return { dtype: 'i32', shape, data: Int32Array.from(values, saturateInt32) };
}
