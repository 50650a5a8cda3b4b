import { fail, messageOf } from '../core/errors.ts';
import type { Beats, Seconds } from '../core/units.ts';
import type { ParamDeclaration } from '../params/declaration.ts';
import { type Declarations, declarationAt, declarationsById, parseValue } from './show-value.ts';

/** One parameter's value in a show. */
export interface ShowSetting {
  readonly id: string;
  /** As {@link ParamChange.value}: a choice is its index. */
  readonly value: number;
}

/** A moment of a show. */
export interface ShowEvent {
  /** When it begins: in seconds since the start, or on a beat. */
  readonly at: Seconds | null;
  readonly beat: Beats | null;
  readonly set: readonly ShowSetting[];
  /** Beats over which its numbers move to their values; 0 sets them at once. */
  readonly over: Beats;
}

/** A show, checked against the instrument's parameters. */
export interface Show {
  readonly version: 1;
  readonly title: string;
  /** How the instrument stands before the first frame. */
  readonly params: readonly ShowSetting[];
  readonly events: readonly ShowEvent[];
  /** Beats after which it plays again from the start; null plays it once. */
  readonly loop: Beats | null;
  /** Bar of the instrument's own music, from 0, on which it begins where that is its sound. */
  readonly trackBar: number;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const written = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

function fieldsAt(value: unknown, place: string, known: readonly string[]): Fields {
  if (!isFields(value)) {
    return fail({
      subject: place,
      constraint: `be an object with ${known.join(', ')}`,
      got: written(value),
      remedy: 'write it in braces',
    });
  }
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    fail({
      subject: place,
      constraint: `have no fields but ${known.join(', ')}`,
      got: `"${unknown}"`,
      remedy: 'take it out or correct its spelling',
    });
  }
  return value;
}

function positionAt(value: unknown, place: string): number | null {
  if (value === undefined) return null;
  if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) return value;
  return fail({
    subject: place,
    constraint: 'be a number from 0 up',
    got: written(value),
    remedy: 'correct it in the file',
  });
}

function settingsAt(value: unknown, place: string, declarations: Declarations): ShowSetting[] {
  if (!isFields(value)) {
    return fail({
      subject: place,
      constraint: 'give values by address, as in { "mixer.crossfade": 0.5 }',
      got: written(value),
      remedy: 'write it in braces',
    });
  }
  return Object.entries(value).map(([id, given]) => {
    const declaration = declarationAt(id, place, declarations);
    return { id, value: parseValue(given, `${place}["${id}"]`, declaration) };
  });
}

function eventAt(value: unknown, place: string, declarations: Declarations): ShowEvent {
  const fields = fieldsAt(value, place, ['at', 'beat', 'set', 'over', 'note']);
  const at = positionAt(fields.at, `${place}.at`);
  const beat = positionAt(fields.beat, `${place}.beat`);
  if ((at === null) === (beat === null)) {
    fail({
      subject: place,
      constraint: 'begin either "at" a second or on a "beat"',
      got: at === null ? 'neither' : 'both',
      remedy: at === null ? 'add one of them' : 'take one of them out',
    });
  }
  const over = positionAt(fields.over, `${place}.over`) ?? 0;
  const set = settingsAt(fields.set, `${place}.set`, declarations);
  const fixed = set.find(({ id }) => declarations.get(id)?.kind !== 'number');
  if (over > 0 && fixed) {
    fail({
      subject: `${place}.over`,
      constraint: 'move numbers only',
      got: `"${fixed.id}", which is a ${declarations.get(fixed.id)?.kind}`,
      remedy: 'set that one in an event of its own without "over"',
    });
  }
  return { at, beat, set, over };
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    return fail(
      {
        subject: file,
        constraint: 'be a show in JSON',
        got: messageOf(thrown),
        remedy: 'mend it there (a comma or quotation mark, mostly)',
      },
      { cause: thrown },
    );
  }
}

/**
 * Reads a show file.
 * @param file its name, for errors
 * @throws InstrumentError that names the place in the file and the remedy
 */
export function parseShow(
  text: string,
  parameters: readonly ParamDeclaration[],
  file = 'The show',
): Show {
  const declarations = declarationsById(parameters);
  const known = ['version', 'title', 'params', 'events', 'loop', 'trackBar'];
  const fields = fieldsAt(parseJson(text, file), file, known);
  if (fields.version !== 1) {
    fail({
      subject: `${file}: version`,
      constraint: 'be 1',
      got: written(fields.version),
      remedy: 'write "version": 1, or use a newer Phosphene',
    });
  }
  const events = fields.events ?? [];
  if (!Array.isArray(events)) {
    fail({
      subject: `${file}: events`,
      constraint: 'be a list',
      got: written(events),
      remedy: 'write it in square brackets',
    });
  }
  const loop = positionAt(fields.loop, `${file}: loop`);
  return {
    version: 1,
    title: typeof fields.title === 'string' ? fields.title : '',
    params: settingsAt(fields.params ?? {}, `${file}: params`, declarations),
    events: (events as readonly unknown[]).map((event, i) =>
      eventAt(event, `${file}: events[${i}]`, declarations),
    ),
    loop: loop === 0 ? null : loop,
    trackBar: Math.floor(positionAt(fields.trackBar, `${file}: trackBar`) ?? 0),
  };
}
