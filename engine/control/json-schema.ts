import { fail } from '../core/errors.ts';

/** The part of JSON Schema that the instrument's own files are described by. */
export interface JsonSchema {
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  /** What further fields of an object hold; `false` allows none. */
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly enum?: readonly (string | number | boolean | null)[];
  readonly anyOf?: readonly JsonSchema[];
}

/** What is wrong with a value: where, what it must be, and what it is. */
interface Fault {
  readonly place: string;
  readonly constraint: string;
  readonly got: string;
}

const written = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 80);

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function hasType(value: unknown, type: NonNullable<JsonSchema['type']>): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'number') return typeof value === 'number' && Number.isFinite(value);
  return typeOf(value) === type;
}

/** The first fault of a value, or null. */
function faultOf(value: unknown, schema: JsonSchema, place: string): Fault | null {
  const wrong = (constraint: string): Fault => ({ place, constraint, got: written(value) });
  if (schema.anyOf) {
    const faults = schema.anyOf.map((one) => faultOf(value, one, place));
    if (faults.includes(null)) return null;
    // The fault that lies deepest is that of the form that was meant.
    return faults.reduce((a, b) => ((b?.place.length ?? 0) > (a?.place.length ?? 0) ? b : a));
  }
  if (schema.enum && !schema.enum.includes(value as string)) {
    return wrong(`be one of ${schema.enum.map(written).join(', ')}`);
  }
  const { type } = schema;
  if (type && !hasType(value, type)) return wrong(`be of type ${type}`);
  if (typeof value === 'number') return numberFault(value, schema, wrong);
  if (typeof value === 'string' && schema.pattern && !new RegExp(schema.pattern).test(value)) {
    return wrong(`match ${schema.pattern}`);
  }
  if (Array.isArray(value)) return arrayFault(value, schema, place);
  return typeOf(value) === 'object' ? objectFault(value as object, schema, place) : null;
}

function numberFault(
  value: number,
  { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY }: JsonSchema,
  wrong: (constraint: string) => Fault,
): Fault | null {
  return value >= minimum && value <= maximum
    ? null
    : wrong(`lie between ${minimum} and ${maximum}`);
}

function arrayFault(value: readonly unknown[], schema: JsonSchema, place: string): Fault | null {
  if (value.length < (schema.minItems ?? 0)) {
    return { place, constraint: `hold at least ${schema.minItems}`, got: String(value.length) };
  }
  const { items } = schema;
  if (!items) return null;
  for (const [i, item] of value.entries()) {
    const fault = faultOf(item, items, `${place}[${i}]`);
    if (fault) return fault;
  }
  return null;
}

function objectFault(value: object, schema: JsonSchema, place: string): Fault | null {
  const missing = schema.required?.find((name) => !Object.hasOwn(value, name));
  if (missing) return { place, constraint: `have "${missing}"`, got: 'none' };
  for (const [name, field] of Object.entries(value)) {
    const known = schema.properties && Object.hasOwn(schema.properties, name);
    const inner = known ? schema.properties?.[name] : schema.additionalProperties;
    if (inner === false) {
      const names = Object.keys(schema.properties ?? {}).join(', ');
      return { place, constraint: `have no fields but ${names}`, got: written(name) };
    }
    const fault = typeof inner === 'object' ? faultOf(field, inner, `${place}.${name}`) : null;
    if (fault) return fault;
  }
  return null;
}

/**
 * Checks a value against a schema.
 * @param place name of the file, for the message
 * @throws InstrumentError that names the place in the file
 */
export function checkSchema(value: unknown, schema: JsonSchema, place: string): void {
  const fault = faultOf(value, schema, place);
  if (!fault) return;
  const { constraint, got } = fault;
  fail({ subject: fault.place, constraint, got, remedy: 'correct it in the file' });
}
