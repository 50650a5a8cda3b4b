/**
 * ffmpeg and ffprobe for tests that look into recordings. A test that needs them calls
 * {@link needsFfmpeg} first, and is skipped with a reason on a machine that can't have them
 * (`npm test` names those tests aloud before it starts).
 */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestContext } from 'vitest';

const execute = promisify(execFile);

/** The most that is taken of a program's standard output, in bytes. */
const outputLimit = 512 * 1024 * 1024;

/** One stream of a media file, as ffprobe describes it; numbers come as text. */
export interface ProbedStream {
  readonly codec_type: string;
  readonly codec_name: string;
  readonly start_time?: string;
  readonly duration?: string;
  readonly nb_read_packets?: string;
  readonly avg_frame_rate?: string;
  readonly width?: number;
  readonly height?: number;
  readonly sample_rate?: string;
  readonly channels?: number;
}

/** A media file, as ffprobe describes it. */
export interface ProbedFile {
  readonly format: { readonly format_name: string; readonly duration?: string };
  readonly streams: readonly ProbedStream[];
}

/** Skips the test in hand, with a reason, where ffmpeg can't be had. */
export function needsFfmpeg(context: TestContext): void {
  context.skip(program('FFPROBE') === '', 'ffmpeg and ffprobe are not installed');
}

/**
 * What ffprobe finds in a media file, its packets counted.
 * @throws {Error} with ffprobe's own words when it can't read the file
 */
export async function probe(path: string): Promise<ProbedFile> {
  const shown = ['-show_format', '-show_streams', '-count_packets', '-of', 'json'];
  const { stdout } = await execute(program('FFPROBE'), ['-v', 'error', ...shown, path], {
    maxBuffer: outputLimit,
  });
  return JSON.parse(stdout) as ProbedFile;
}

/**
 * Runs ffmpeg and returns what it wrote to standard output, e.g. raw samples or frames.
 * @throws {Error} with ffmpeg's own words when it fails
 */
export async function ffmpeg(args: readonly string[]): Promise<Buffer> {
  const { stdout } = await execute(program('FFMPEG'), ['-v', 'error', '-nostdin', ...args], {
    maxBuffer: outputLimit,
    encoding: 'buffer',
  });
  return stdout;
}

/** The path that `npm test` found ('' for none); the bare name in a run without it. */
function program(name: 'FFMPEG' | 'FFPROBE'): string {
  return process.env[`PHOSPHENE_${name}`] ?? name.toLowerCase();
}
