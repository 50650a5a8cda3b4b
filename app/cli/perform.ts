/**
 * `npm run perform`: plays a show or a session log, headless and on the offline clock, into a film.
 * Results go to standard output, everything else to standard error.
 */

import { Buffer } from 'node:buffer';
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type {
  FileAddress,
  PerformHost,
  PerformPlan,
  PerformRequest,
  PerformResult,
  PerformSummary,
} from '../perform/request.ts';
import { openHeadlessPage } from './headless/open-page.ts';
import { type PerformArguments, parsePerformArguments, performUsage } from './perform/arguments.ts';
import { openPartialFile, type PartialFile } from './perform/partial-file.ts';
import { type Progress, spokenSpan, startProgress } from './perform/progress.ts';
import { runCommand, say } from './setup/say.mjs';

const INPUTS = ['show', 'log', 'video', 'audio'] as const;
const EXIT = { SIGINT: 130, SIGTERM: 143 } as const;

/** The request to the page, and the files that it will fetch. */
function requestOf(options: PerformArguments) {
  const { writeLog, ...rest } = options;
  const files: Record<string, string> = {};
  const addresses: Partial<Record<(typeof INPUTS)[number], FileAddress>> = {};
  for (const input of INPUTS) {
    const path = options[input];
    if (path === undefined) continue;
    files[`/input/${input}`] = path;
    addresses[input] = { url: `/input/${input}`, name: basename(path) };
  }
  const { seconds, fps, size, seed, detail } = rest;
  const numbers = Object.fromEntries(
    Object.entries({ seconds, fps, size, seed, detail }).filter(([, value]) => value !== undefined),
  );
  const request: PerformRequest = {
    ...numbers,
    ...addresses,
    writeLog: writeLog !== undefined,
    midi: options.midi !== undefined,
    stems: options.stems !== undefined,
  };
  return { request, files };
}

/** The files of a performance; all get their names together, or none does. */
interface PerformFiles {
  readonly film: PartialFile;
  readonly log: PartialFile | null;
  readonly midi: PartialFile | null;
  stem(part: string): PartialFile;
  finish(): void;
  discard(): void;
}

function openFiles({ out, writeLog, midi, stems }: PerformArguments): PerformFiles {
  const opened: PartialFile[] = [];
  const open = (path: string) => {
    const file = openPartialFile(path);
    opened.push(file);
    return file;
  };
  const byPart = new Map<string, PartialFile>();
  try {
    if (stems !== undefined) mkdirSync(stems, { recursive: true });
    return {
      film: open(out),
      log: writeLog === undefined ? null : open(writeLog),
      midi: midi === undefined ? null : open(midi),
      stem(part) {
        const file = byPart.get(part) ?? open(join(stems ?? '.', `${part}.wav`));
        byPart.set(part, file);
        return file;
      },
      finish() {
        for (const file of opened) file.finish();
      },
      discard() {
        for (const file of opened) file.discard();
      },
    };
  } catch (thrown) {
    for (const file of opened) file.discard();
    throw thrown;
  }
}

/** Functions of the page's window by which it writes and tells. */
function hostOf({ film, log, midi, stem }: PerformFiles): PerformHost & { end(): void } {
  let progress: Progress | null = null;
  return {
    phospheneWrite: async (base64, position) => film.write(Buffer.from(base64, 'base64'), position),
    phospheneLog: async (lines) => log?.write(Buffer.from(lines)),
    phospheneStem: async (part, base64) => stem(part).write(Buffer.from(base64, 'base64')),
    phospheneMidi: async (base64) => midi?.write(Buffer.from(base64, 'base64')),
    phosphenePlan: async (plan: PerformPlan) => {
      progress = startProgress(plan);
    },
    phospheneProgress: async (done) => progress?.frame(done),
    phospheneSay: async (notice) => say(notice),
    end: () => progress?.end(),
  };
}

async function performInPage(
  options: PerformArguments,
  written: PerformFiles,
): Promise<PerformSummary> {
  const { request, files } = requestOf(options);
  const { software } = options;
  const opened = await openHeadlessPage({ path: 'app/perform.html', files, software });
  const { end, ...host } = hostOf(written);
  try {
    for (const [name, call] of Object.entries(host)) await opened.page.exposeFunction(name, call);
    const performed = opened.page.evaluate(
      `phosphenePerform(${JSON.stringify(request)})`,
    ) as Promise<PerformResult>;
    const result = await Promise.race([performed, opened.failed]);
    if (result.error !== null) throw new PerformError(result.error);
    return result.summary;
  } finally {
    end();
    await opened.close();
  }
}

/** A sentence of the page's, with its remedy in it. */
class PerformError extends Error {}

function printResult(options: PerformArguments, summary: PerformSummary, wallSeconds: number) {
  const { adapter, ...rest } = summary;
  const result = { perform: options.out, ...rest, adapter, wallSeconds };
  if (options.json) {
    console.log(JSON.stringify(result));
    return;
  }
  const { frames, seconds, size, fps } = summary;
  console.log(`${options.out}: ${seconds} s, ${frames} frames of ${size} at ${fps} a second`);
  console.log(`made in ${spokenSpan(wallSeconds)}; sha256 of the frames ${summary.sha256}`);
}

/** Ends at Ctrl-C; what was begun is removed as the process exits. */
function endOnSignals(): void {
  for (const [signal, code] of Object.entries(EXIT)) {
    process.once(signal, () => {
      process.stderr.write('\n');
      say('ended before the film was whole; nothing is left of it.');
      process.exit(code);
    });
  }
}

async function main(): Promise<number> {
  const start = performance.now();
  const options = parsePerformArguments(process.argv.slice(2));
  if (!options) {
    console.log(performUsage);
    return 0;
  }
  endOnSignals();
  const files = openFiles(options);
  try {
    const summary = await performInPage(options, files);
    files.finish();
    printResult(options, summary, Math.round((performance.now() - start) / 100) / 10);
    return 0;
  } catch (thrown) {
    files.discard();
    if (!(thrown instanceof PerformError)) throw thrown;
    say(thrown.message);
    return 1;
  }
}

runCommand(main);
