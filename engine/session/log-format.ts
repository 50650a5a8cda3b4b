import { fail } from '../core/errors.ts';
import type { Hertz, Seconds, Size } from '../core/units.ts';
import type { ParamDeclaration } from '../params/declaration.ts';
import type { ShowSetting } from './show.ts';
import { declarationAt, declarationsById, parseValue } from './show-value.ts';

/** What a session was played with, beside the hands. */
export interface LogFacts {
  readonly seed: number;
  /** Of the sound. */
  readonly sampleRate: Hertz;
  /** Of the programme. */
  readonly size: Size;
  readonly fps: number;
  /** Bar of the instrument's own music, from 0, on which it began. */
  readonly trackBar: number;
}

/** One move of a session. */
export interface LogEntry extends ShowSetting {
  /** Since the first frame. */
  readonly t: Seconds;
  readonly sender: string;
}

/** A session as it was played, checked against the instrument's parameters. */
export interface SessionLog {
  readonly facts: LogFacts;
  /** How the instrument stood before the first frame, where it was not as declared. */
  readonly params: readonly ShowSetting[];
  /** In order of time. */
  readonly entries: readonly LogEntry[];
  /** Length, or null when the log broke off. */
  readonly seconds: Seconds | null;
}

type Fields = Readonly<Record<string, unknown>>;

/** The fields of a line, or null when it is not a whole JSON object. */
function fieldsOf(line: string): Fields | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Fields) : null;
  } catch {
    return null;
  }
}

function numberAt(value: unknown, place: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  return fail({
    subject: place,
    constraint: 'be a number from 0 up',
    got: JSON.stringify(value) ?? 'nothing',
    remedy: 'use a log as it was written',
  });
}

function factsOf(header: Fields, place: string): LogFacts {
  const size = (header.size ?? {}) as Fields;
  return {
    seed: numberAt(header.seed, `${place}: seed`),
    sampleRate: numberAt(header.sampleRate, `${place}: sampleRate`),
    size: {
      width: numberAt(size.width, `${place}: size.width`),
      height: numberAt(size.height, `${place}: size.height`),
    },
    fps: numberAt(header.fps, `${place}: fps`),
    trackBar: numberAt(header.trackBar ?? 0, `${place}: trackBar`),
  };
}

function headerOf(line: string, place: string): Fields {
  const header = fieldsOf(line);
  if (header?.type === 'header' && header.version === 1) return header;
  return fail({
    subject: place,
    constraint: 'be {"type":"header","version":1,…}',
    got: line.slice(0, 60) || 'an empty line',
    remedy: 'use a log that --write-log made',
  });
}

/**
 * What a log was played with: its first line alone.
 * @throws InstrumentError when it is no log
 */
export function parseLogFacts(text: string, file = 'The log'): LogFacts {
  const place = `${file}, line 1`;
  return factsOf(headerOf(text.split('\n', 1)[0] ?? '', place), place);
}

/**
 * Reads a session log.
 * @param report told of a last line that was cut off, which is left out
 * @throws InstrumentError that names the line
 */
export function parseLog(
  text: string,
  parameters: readonly ParamDeclaration[],
  options: { file?: string; report?: (notice: string) => void } = {},
): SessionLog {
  const { file = 'The log', report = () => {} } = options;
  const declarations = declarationsById(parameters);
  const lines = text.split('\n');
  const whole = lines.at(-1) === '';
  if (whole) lines.pop();
  const header = headerOf(lines[0] ?? '', `${file}, line 1`);
  const settings = Object.entries((header.params ?? {}) as Fields).map(([id, value]) => {
    const place = `${file}, line 1: params`;
    return { id, value: parseValue(value, place, declarationAt(id, place, declarations)) };
  });
  const entries: LogEntry[] = [];
  let seconds: Seconds | null = null;
  for (let i = 1; i < lines.length; i++) {
    const place = `${file}, line ${i + 1}`;
    const fields = fieldsOf(lines[i] ?? '');
    if (!fields && i === lines.length - 1) {
      report(`${place} was cut off and is left out: the session that wrote it ended suddenly.`);
    } else if (!fields) {
      fail({
        subject: place,
        constraint: 'be a JSON object',
        got: (lines[i] ?? '').slice(0, 60),
        remedy: 'take the line out',
      });
    } else if (fields.type === 'end') {
      seconds = numberAt(fields.t, `${place}: t`);
    } else {
      entries.push(entryOf(fields, place, declarations));
    }
  }
  return { facts: factsOf(header, `${file}, line 1`), params: settings, entries, seconds };
}

function entryOf(
  fields: Fields,
  place: string,
  declarations: ReturnType<typeof declarationsById>,
): LogEntry {
  const id = String(fields.id);
  const declaration = declarationAt(id, place, declarations);
  return {
    t: numberAt(fields.t, `${place}: t`),
    id,
    value: parseValue(fields.value, `${place}: value`, declaration),
    sender: String(fields.sender),
  };
}
