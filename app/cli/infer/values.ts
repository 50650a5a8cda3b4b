import { readFileSync } from 'node:fs';
import { createRandom } from '../../../engine/core/random.ts';
import type { ModelDescription } from '../../../engine/inference/onnx/import.ts';
import { type CpuTensor, elementCount } from '../../../engine/inference/tensor.ts';
import { SetupError } from '../setup/say.mjs';
import type { InferArguments } from './arguments.ts';
import { readNpy } from './npy.ts';

type Declared = ModelDescription['inputs'][number];

/** Inputs of a run: shapes first, since a model is opened with them, then numbers. */
export interface GivenInputs {
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  readonly tensors: Readonly<Record<string, CpuTensor>>;
}

/** `  x: F32 [batch, 3, 224, 224]` of every input. */
export function inputList({ inputs }: Pick<ModelDescription, 'inputs'>): string {
  if (inputs.length === 0) return '  none';
  return inputs.map(({ name, type, shape }) => `  ${name}: ${type} ${shapeText(shape)}`).join('\n');
}

const shapeText = (shape: Declared['shape']) =>
  shape ? `[${shape.map((extent) => extent ?? '?').join(', ')}]` : 'of any shape';

/**
 * The inputs that a run was given.
 * @throws SetupError listing the model's inputs when one is missing or unknown
 */
export function givenInputs(options: InferArguments, model: ModelDescription): GivenInputs {
  const known = new Set(model.inputs.map(({ name }) => name));
  const unknown = [...Object.keys(options.inputs), ...Object.keys(options.shapes)].find(
    (name) => !known.has(name),
  );
  if (unknown !== undefined) throw listed(`the model has no input "${unknown}".`, model);
  const missing = model.inputs.filter(({ name }) => !options.inputs[name]).map(({ name }) => name);
  if (missing.length > 0) throw listed(`these inputs are missing: ${missing.join(', ')}.`, model);
  const tensors = model.inputs.map((input) => [input.name, tensorOf(input, options)] as const);
  return {
    tensors: Object.fromEntries(tensors),
    shapes: Object.fromEntries(tensors.map(([name, { shape }]) => [name, shape])),
  };
}

function listed(problem: string, model: ModelDescription): SetupError {
  return new SetupError(
    problem,
    `give every input as --input NAME=F.npy, or as NAME=random:SEED. The model's inputs are:\n${inputList(model)}`,
  );
}

function tensorOf(input: Declared, options: InferArguments): CpuTensor {
  const source = options.inputs[input.name];
  if (source && 'file' in source)
    return typed(input, readNpy(source.file, readFileSync(source.file)), source.file);
  return randomInput(input, shapeFor(input, options.shapes[input.name]), source?.seed ?? 0);
}

const isReal = ({ type }: Declared) => /^B?F\d/.test(type);

/** Numbers of the kind that an input takes: whole numbers may stand for reals, not the reverse. */
function typed(input: Declared, tensor: CpuTensor, file: string): CpuTensor {
  const { dtype, shape, data } = tensor;
  if (isReal(input) === (dtype === 'f32')) return tensor;
  if (isReal(input)) return { dtype: 'f32', shape, data: Float32Array.from(data) };
  throw new SetupError(
    `${file} holds reals, but the input "${input.name}" takes ${input.type}.`,
    'save it as whole numbers, e.g. by .astype(numpy.int64).',
  );
}

/** The shape of an input of random numbers. */
function shapeFor(input: Declared, asked: readonly number[] | undefined): readonly number[] {
  if (asked) return asked;
  const open = input.shape?.some((extent) => typeof extent !== 'number') ?? true;
  if (!open) return input.shape as readonly number[];
  const example = input.shape?.map((extent) => (typeof extent === 'number' ? extent : 1)) ?? [1];
  throw new SetupError(
    `the input "${input.name}" has the open shape ${shapeText(input.shape)}.`,
    `bind it, e.g. by --shape ${input.name}=${example.join('x')}`,
  );
}

/** Random numbers: reals from -1 to 1, bytes of any value, booleans, other whole numbers 0 to 9. */
function randomInput(input: Declared, shape: readonly number[], seed: number): CpuTensor {
  const random = createRandom(seed);
  const length = elementCount(shape);
  if (isReal(input)) {
    return { dtype: 'f32', shape, data: Float32Array.from({ length }, () => random.range(-1, 1)) };
  }
  const limit = input.type === 'BOOL' ? 2 : input.type === 'U8' ? 256 : 10;
  return { dtype: 'i32', shape, data: Int32Array.from({ length }, () => random.index(limit)) };
}
