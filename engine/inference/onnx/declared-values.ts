import { fail } from '../../core/errors.ts';
import type { DType, Shape } from '../tensor.ts';
import type { GraphProto, ValueInfoProto } from './model.ts';
import { computedType, elementTypeName } from './tensor-proto.ts';
import type { UnsupportedOp } from './unsupported.ts';

/** An input or output as the file declares it. */
export interface DeclaredValue {
  readonly name: string;
  /** Element type by its name in the file, such as `F32` or `I64`. */
  readonly type: string;
  /** Extents; a name or null where the file leaves one open. */
  readonly shape: readonly (number | string | null)[] | null;
}

/** An input whose every extent is known. */
export interface BoundInput {
  readonly name: string;
  readonly elementType: number;
  readonly dtype: DType;
  readonly shape: Shape;
}

/** Shapes of inputs by name. */
export type InputShapes = Readonly<Record<string, readonly number[]>>;

/** What the file declares of a value. */
export function declaredValue({ name, elementType, shape }: ValueInfoProto): DeclaredValue {
  return { name, type: elementTypeName(elementType), shape };
}

/** The inputs that a caller must give; older files list their weights among them. */
export function requiredInputs(graph: GraphProto): ValueInfoProto[] {
  const known = new Set(graph.initializers.map(({ name }) => name));
  return graph.inputs.filter(({ name }) => !known.has(name));
}

/** `[batch, 3, ?, ?]` as people read it. */
export function declaredShapeText(shape: DeclaredValue['shape']): string {
  return shape ? `[${shape.map((extent) => extent ?? '?').join(', ')}]` : 'any shape';
}

/**
 * Gives every input its shape: extents that the file leaves open are taken from `shapes`, and a
 * name that stands for an extent stands for the same in all inputs.
 * @throws InstrumentError naming the input when an extent stays open or differs
 */
export function bindInputs(
  inputs: readonly ValueInfoProto[],
  shapes: InputShapes,
  unsupported: UnsupportedOp[],
): BoundInput[] {
  refuseUnknown(inputs, shapes);
  const symbols = new Map<string, number>();
  for (const input of inputs) bindSymbols(input, shapes[input.name], symbols);
  return inputs.flatMap((input) => {
    const { name, elementType } = input;
    const dtype = elementType === null ? undefined : computedType(elementType);
    if (dtype === undefined || elementType === null) {
      const why = `is of ${elementTypeName(elementType)}, which our kernels do not hold`;
      unsupported.push({ op: 'input', node: name, why, outputs: [] });
      return [];
    }
    return [{ name, elementType, dtype, shape: boundShape(input, shapes[name], symbols) }];
  });
}

function refuseUnknown(inputs: readonly ValueInfoProto[], shapes: InputShapes): void {
  const names = inputs.map(({ name }) => name);
  const unknown = Object.keys(shapes).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  fail({
    subject: 'A shape that is given',
    constraint: `be that of an input: ${names.join(', ') || 'there is none'}`,
    got: unknown,
    remedy: "use the input's name",
  });
}

function bindSymbols(
  { name, shape }: ValueInfoProto,
  given: readonly number[] | undefined,
  symbols: Map<string, number>,
): void {
  shape?.forEach((declared, axis) => {
    const extent = given?.[axis];
    if (typeof declared !== 'string' || extent === undefined) return;
    const known = symbols.get(declared);
    if (known !== undefined && known !== extent) {
      refuseShape(name, `have ${known} for its extent "${declared}", as another input has`, extent);
    }
    symbols.set(declared, extent);
  });
}

function boundShape(
  { name, shape }: ValueInfoProto,
  given: readonly number[] | undefined,
  symbols: ReadonlyMap<string, number>,
): Shape {
  const declared = shape ?? given;
  if (!declared) return refuseShape(name, 'have a shape', 'none');
  const text = declaredShapeText(declared);
  if (given && given.length !== declared.length) refuseShape(name, `be of shape ${text}`, given);
  return declared.map((one, axis) => {
    const bound = typeof one === 'string' ? symbols.get(one) : one;
    const extent = given?.[axis] ?? bound;
    if (typeof one === 'number' && extent !== one) refuseShape(name, `be of shape ${text}`, given);
    if (typeof extent !== 'number')
      return refuseShape(name, `have every extent of ${text} bound`, given);
    if (!Number.isSafeInteger(extent) || extent < 1) {
      return refuseShape(name, 'have whole extents of at least 1', given);
    }
    return extent;
  });
}

function refuseShape(
  name: string,
  constraint: string,
  got: readonly number[] | number | string | undefined,
): never {
  return fail({
    subject: `The input "${name}"`,
    constraint,
    got: typeof got === 'object' ? `[${got.join(', ')}]` : (got ?? 'no shape for it'),
    remedy: `give its shape, such as { shapes: { ${JSON.stringify(name)}: [1, 3, 224, 224] } }`,
  });
}

/**
 * Types of the values that a file tells in full, once the names of extents are bound by its inputs.
 * What a file tells of its values may be wrong: it is checked where they are made.
 */
export function toldTypes(graph: GraphProto, inputs: readonly BoundInput[]): BoundInput[] {
  const extents = new Map<string, number>();
  for (const { name, shape } of inputs) {
    const declared = graph.inputs.find((input) => input.name === name)?.shape ?? [];
    declared.forEach((extent, axis) => {
      if (typeof extent === 'string') extents.set(extent, shape[axis] ?? 1);
    });
  }
  return [...graph.valueInfos, ...graph.outputs].flatMap(({ name, elementType, shape }) => {
    const dtype = elementType === null ? undefined : computedType(elementType);
    const bound = shape?.map((one) => (typeof one === 'string' ? extents.get(one) : one));
    const isWhole = bound?.every((extent): extent is number => typeof extent === 'number');
    if (!dtype || elementType === null || !bound || !isWhole) return [];
    return [{ name, elementType, dtype, shape: bound }];
  });
}
