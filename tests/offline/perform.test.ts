import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../app/cli/setup/places.mjs';
import { ffmpeg, needsFfmpeg, type ProbedStream, probe } from '../support/ffmpeg.ts';
import { type PerformLine, performTiny, temporaryFolder } from './perform-command.ts';

const FPS = 15;
const SECONDS = 0.8;
const folder = temporaryFolder();
const file = (name: string) => join(folder.path, name);
afterAll(folder.remove);

/** Mean brightness of each frame and of the difference to the frame before, 0 to 255. */
async function pictureLevels(path: string) {
  const [width, height] = [48, 27];
  const scaled = ['-vf', `scale=${width}:${height}`, '-f', 'rawvideo', '-pix_fmt', 'gray', '-'];
  const pixels = await ffmpeg(['-i', path, ...scaled]);
  const size = width * height;
  return Array.from({ length: pixels.length / size }, (_, i) => {
    const frame = pixels.subarray(i * size, (i + 1) * size);
    const before = i > 0 ? pixels.subarray((i - 1) * size, i * size) : frame;
    let sum = 0;
    let change = 0;
    for (let p = 0; p < size; p++) {
      sum += frame[p] ?? 0;
      change += Math.abs((frame[p] ?? 0) - (before[p] ?? 0));
    }
    return { brightness: sum / size, change: change / size };
  });
}

/** Root mean square of the sound, full scale = 1. */
async function soundLevel(path: string): Promise<number> {
  const raw = await ffmpeg(['-i', path, '-f', 'f32le', '-ac', '1', '-']);
  const samples = new Float32Array(raw.buffer, raw.byteOffset, raw.byteLength >> 2);
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

function streamOf(streams: readonly ProbedStream[], kind: string): ProbedStream {
  const found = streams.find((stream) => stream.codec_type === kind);
  if (!found) throw new Error(`there is no ${kind} stream`);
  return found;
}

async function expectWholeFilm(path: string, seconds: number): Promise<void> {
  const { streams, format } = await probe(path);
  const video = streamOf(streams, 'video');
  const audio = streamOf(streams, 'audio');
  expect(video).toMatchObject({ codec_name: 'h264', width: 192, height: 108 });
  expect(audio).toMatchObject({ codec_name: 'opus', channels: 2, sample_rate: '48000' });
  expect(Number(video.nb_read_packets)).toBe(seconds * FPS);
  const frame = 1 / FPS;
  for (const duration of [video.duration, audio.duration, format.duration]) {
    expect(Math.abs(Number(duration) - seconds)).toBeLessThan(frame / 2);
  }
  expect(Math.abs(Number(video.start_time) - Number(audio.start_time))).toBeLessThan(0.01);
}

describe('a performance of the built-in sources', () => {
  const out = file('built-in.mp4');
  const log = file('built-in.jsonl');
  let line: PerformLine;

  beforeAll(async () => {
    line = await performTiny(['--out', out, '--seconds', `${SECONDS}`, '--write-log', log]);
  });

  it('says what it made', () => {
    expect(line).toMatchObject({ frames: SECONDS * FPS, seconds: SECONDS, size: '192x108' });
    expect(line.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(line.adapter.software).toBe(true);
  });

  it('is a film of the right length, with sound that starts with the picture', async (context) => {
    needsFfmpeg(context);
    await expectWholeFilm(out, SECONDS);
  });

  it('moves and is not dark from the first frame to the last', async (context) => {
    needsFfmpeg(context);
    const levels = await pictureLevels(out);
    expect(levels).toHaveLength(SECONDS * FPS);
    for (const { brightness } of levels) expect(brightness).toBeGreaterThan(20);
    for (const { change } of levels.slice(1)) expect(change).toBeGreaterThan(0.05);
  });

  it('is not silent', async (context) => {
    needsFfmpeg(context);
    expect(await soundLevel(out)).toBeGreaterThan(0.01);
  });

  it('leaves nothing but the film and the log', () => {
    expect(readdirSync(folder.path).sort()).toEqual(['built-in.jsonl', 'built-in.mp4']);
  });

  it('has the same frames again from the same arguments and from its log, others from another seed', async () => {
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ type: 'header', version: 1, fps: FPS });
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ type: 'end', t: SECONDS });
    const [again, replayed, other] = await Promise.all([
      performTiny(['--out', file('again.mp4'), '--seconds', `${SECONDS}`]),
      performTiny(['--out', file('replayed.mp4'), '--log', log]),
      performTiny(['--out', file('other.mp4'), '--log', log, '--seconds', '0.2', '--seed', '2']),
    ]);
    expect(again.sha256).toBe(line.sha256);
    expect(replayed).toMatchObject({ frames: line.frames, sha256: line.sha256 });
    expect(other.sha256).not.toBe(line.sha256);
  });
});

describe('a performance of a clip with its own sound', () => {
  const clip = join(root, '..', 'shared', 'media', 'bigbuckbunny_720p_5s.mp4');
  const out = file('clip.mp4');

  it('is a film that moves and sounds', async (context) => {
    context.skip(!existsSync(clip), `the clip ${clip} is not there`);
    needsFfmpeg(context);
    await performTiny(['--out', out, '--video', clip, '--audio', clip, '--seconds', `${SECONDS}`]);
    await expectWholeFilm(out, SECONDS);
    const levels = await pictureLevels(out);
    for (const { brightness } of levels) expect(brightness).toBeGreaterThan(10);
    for (const { change } of levels.slice(1)) expect(change).toBeGreaterThan(0.05);
    expect(await soundLevel(out)).toBeGreaterThan(0.001);
  });
});
