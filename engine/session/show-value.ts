import { fail } from '../core/errors.ts';
import type { ParamDeclaration } from '../params/declaration.ts';
import { nearestName } from './show-address.ts';

/** Parameters by their address. */
export type Declarations = ReadonlyMap<string, ParamDeclaration>;

/** The declarations of a store, by address. */
export function declarationsById(declarations: readonly ParamDeclaration[]): Declarations {
  return new Map(declarations.map((declaration) => [declaration.id, declaration]));
}

/**
 * The parameter of an address.
 * @param place where the address is written, such as `show.json: events[3].set`
 * @throws InstrumentError that suggests the nearest address when there is none
 */
export function declarationAt(
  id: string,
  place: string,
  declarations: Declarations,
): ParamDeclaration {
  const declaration = declarations.get(id);
  if (declaration) return declaration;
  const nearest = nearestName(id, declarations.keys());
  return fail({
    subject: `The address in ${place}`,
    constraint: 'be one that the instrument has',
    got: `"${id}"`,
    remedy: nearest ? `use "${nearest}" if that was meant` : 'take it out',
  });
}

function choiceIndex(name: string, place: string, { choices }: ParamDeclaration): number {
  const index = choices.indexOf(name);
  if (index >= 0) return index;
  const nearest = nearestName(name, choices);
  return fail({
    subject: place,
    constraint: `be one of ${choices.map((choice) => `"${choice}"`).join(', ')}`,
    got: `"${name}"`,
    remedy: nearest ? `use "${nearest}" if that was meant` : 'take it out',
  });
}

/**
 * A value as it is written in shows and logs, as a number: a number within the range, the name of
 * a choice, or true and false for switches.
 * @throws InstrumentError that names the place
 */
export function parseValue(value: unknown, place: string, declaration: ParamDeclaration): number {
  const { kind, min, max, choices } = declaration;
  if (kind === 'choice' && typeof value === 'string') {
    return choiceIndex(value, place, declaration);
  }
  const switched = kind === 'toggle' || kind === 'trigger';
  const number = switched && typeof value === 'boolean' ? Number(value) : value;
  const allowed = switched
    ? 'be true or false'
    : kind === 'choice'
      ? `be the name of a choice (${choices.join(', ')})`
      : `be a number from ${min} to ${max}`;
  const valid = typeof number === 'number' && number >= min && number <= max;
  if (!valid || ((switched || kind === 'choice') && !Number.isInteger(number))) {
    fail({
      subject: place,
      constraint: allowed,
      got: JSON.stringify(value) ?? 'nothing',
      remedy: 'correct it in the file',
    });
  }
  return number;
}

/** A value as it is written: the name of a choice, else the number. */
export function writeValue(value: number, declaration: ParamDeclaration): number | string {
  return declaration.kind === 'choice' ? (declaration.choices[Math.round(value)] ?? value) : value;
}
