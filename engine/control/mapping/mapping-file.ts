import { fail, messageOf } from '../../core/errors.ts';
import { checkSchema, type JsonSchema } from '../json-schema.ts';
import { BINDING_CURVES, BINDING_MODES, type Binding, PLAIN_BINDING } from './binding.ts';
import { ENCODINGS } from './relative.ts';
import { TAKEOVER_MODES } from './takeover.ts';

/** All that hands are mapped to. */
export interface Mapping {
  readonly bindings: readonly Binding[];
  /** Devices whose profile has been put in already: what was taken out does not come back. */
  readonly introduced: readonly string[];
}

/** Nothing mapped. */
export const EMPTY_MAPPING: Mapping = { bindings: [], introduced: [] };

const unit: JsonSchema = { type: 'number', minimum: 0, maximum: 1 };
const text: JsonSchema = { type: 'string', pattern: '\\S' };

/** What a mapping file holds. */
export const mappingSchema: JsonSchema = {
  type: 'object',
  required: ['version', 'bindings'],
  properties: {
    version: { enum: [1] },
    introduced: { type: 'array', items: text },
    bindings: {
      type: 'array',
      items: {
        type: 'object',
        required: ['device', 'control', 'target'],
        additionalProperties: false,
        properties: {
          device: text,
          control: text,
          target: text,
          page: { anyOf: [{ type: 'null' }, { type: 'integer', minimum: 0, maximum: 15 }] },
          mode: { enum: BINDING_MODES },
          encoding: { enum: ENCODINGS },
          takeover: { enum: TAKEOVER_MODES },
          curve: { enum: BINDING_CURVES },
          from: unit,
          to: unit,
          value: { type: 'number' },
          quantise: { type: 'number', minimum: 0, maximum: 64 },
        },
      },
    },
  },
};

/** A mapping as a file: what is as usual is left out. */
export function writeMapping({ bindings, introduced }: Mapping): string {
  const usual: Readonly<Record<string, unknown>> = PLAIN_BINDING;
  const short = bindings.map((binding) =>
    Object.fromEntries(Object.entries(binding).filter(([name, value]) => usual[name] !== value)),
  );
  return JSON.stringify({ version: 1, introduced, bindings: short }, null, 1);
}

/** Reads a mapping file. @throws InstrumentError that names the place in the file */
export function readMapping(file: string, name: string): Mapping {
  let data: unknown;
  try {
    data = JSON.parse(file);
  } catch (thrown) {
    fail(
      {
        subject: name,
        constraint: 'be a mapping in JSON',
        got: messageOf(thrown),
        remedy: 'choose a file that was saved here',
      },
      { cause: thrown },
    );
  }
  checkSchema(data, mappingSchema, name);
  const { bindings, introduced = [] } = data as Pick<Mapping, 'bindings'> & Partial<Mapping>;
  return { bindings: bindings.map((binding) => ({ ...PLAIN_BINDING, ...binding })), introduced };
}
