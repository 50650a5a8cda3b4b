import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'puppeteer';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { root } from '../../../../app/cli/setup/places.mjs';
import { launchChromium, openPage } from '../../../support/chromium.ts';
import { ffmpeg, needsFfmpeg, probe } from '../../../support/ffmpeg.ts';
import type { RecorderOutcome, RecorderRun } from './recorder-page.ts';

const folder = mkdtempSync(join(tmpdir(), 'phosphene-recorder-'));
let server: ViteDevServer;
let browser: Browser;

beforeAll(async () => {
  server = await createServer({
    root,
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'error',
    cacheDir: join(folder, 'vite'),
    server: { port: 0, hmr: false, watch: null },
  });
  await server.listen();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Records in a page of its own, and puts the file on the disk. */
async function record(name: string, run: RecorderRun) {
  const base = server.resolvedUrls?.local[0] ?? '';
  const { page, errors } = await openPage(
    browser,
    `${base}tests/browser/engine/output/recorder-page.html`,
  );
  await page.waitForFunction('typeof record === "function"');
  const outcome = (await page.evaluate(`record(${JSON.stringify(run)})`)) as RecorderOutcome;
  expect(errors).toEqual([]);
  await page.close();
  const path = join(folder, `${name}.mp4`);
  writeFileSync(path, Buffer.from(outcome.base64, 'base64'));
  return { ...outcome, path };
}

async function streamsOf(path: string) {
  const { streams } = await probe(path);
  const [video, audio] = ['video', 'audio'].map((kind) =>
    streams.find((stream) => stream.codec_type === kind),
  );
  if (!video || !audio) throw new Error('a stream is missing');
  return { video, audio };
}

/** Seconds of sound, and the share of it that is not silent. */
async function soundOf(path: string) {
  const raw = await ffmpeg(['-i', path, '-f', 'f32le', '-ac', '1', '-ar', '8000', '-']);
  const samples = new Float32Array(raw.buffer, raw.byteOffset, raw.byteLength >> 2);
  return {
    seconds: samples.length / 8000,
    sounding: samples.filter((sample) => Math.abs(sample) > 0.05).length / samples.length,
  };
}

/** Mean colour of each frame, as a player that minds the file's tags shows it, 0 to 255. */
async function coloursOf(path: string) {
  const scaled = ['-vf', 'scale=1:1', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-'];
  const pixels = await ffmpeg(['-i', path, ...scaled]);
  return Array.from({ length: pixels.length / 3 }, (_, i) => ({
    red: pixels[i * 3] ?? 0,
    green: pixels[i * 3 + 1] ?? 0,
    blue: pixels[i * 3 + 2] ?? 0,
  }));
}

describe('the recorder, in a browser,', () => {
  it('records picture and sound, and says what it made', async (context: TestContext) => {
    needsFfmpeg(context);
    const { facts, path, name, notices, phases } = await record('plain', { seconds: 3 });
    expect(phases).toEqual(['starting', 'recording', 'finishing', 'idle']);
    expect(name).toMatch(/^phosphene-\d{4}(-\d\d){5}\.mp4$/);
    expect(notices).toEqual([expect.stringMatching(/^Recorded \d\.\d s, \d+ frames, /)]);
    expect(facts?.seconds).toBeGreaterThan(2);

    const { video, audio } = await streamsOf(path);
    expect(video).toMatchObject({ codec_name: 'h264', width: 320, height: 180 });
    expect(audio).toMatchObject({ codec_name: 'opus', channels: 2 });
    expect(Number(video.nb_read_packets)).toBe(facts?.frames);
    expect(Math.abs(Number(video.start_time) - Number(audio.start_time))).toBeLessThan(0.01);
    const { seconds, sounding } = await soundOf(path);
    expect(Math.abs(seconds - (facts?.seconds ?? 0))).toBeLessThan(0.5);
    expect(sounding).toBeGreaterThan(0.6);
    const colours = await coloursOf(path);
    const changes = colours.filter(({ red }, i) => red !== colours[i - 1]?.red);
    expect(changes.length).toBeGreaterThan(0.6 * colours.length);
    expect(Math.max(...colours.map(({ red }) => red))).toBeGreaterThan(240);
    expect(Math.min(...colours.map(({ red }) => red))).toBeLessThan(15);
    for (const { green } of colours) expect(Math.abs(green - 128)).toBeLessThan(24);
  });

  it('bridges an audio context that stood still, and counts that', async (context) => {
    needsFfmpeg(context);
    const { facts, path } = await record('silence', { seconds: 3, silence: true });
    expect(facts?.audioGaps).toBeGreaterThanOrEqual(1);
    const { seconds, sounding } = await soundOf(path);
    expect(Math.abs(seconds - (facts?.seconds ?? 0))).toBeLessThan(0.5);
    expect(sounding).toBeLessThan(0.85);
    expect(sounding).toBeGreaterThan(0.4);
  });

  it('drops what the encoder has no time for, and counts that', async (context) => {
    needsFfmpeg(context);
    const { facts, path } = await record('burst', { seconds: 2, burst: 40 });
    expect(facts?.dropped).toBeGreaterThanOrEqual(32);
    const { video } = await streamsOf(path);
    expect(Number(video.nb_read_packets)).toBe(facts?.frames);
  });

  it('keeps what was recorded before its encoder failed', async (context) => {
    needsFfmpeg(context);
    const { path, notices, phases } = await record('failure', { seconds: 8, failAt: 120 });
    expect(notices[0]).toMatch(/^Recording ends early: the encoder broke/);
    expect(notices[1]).toMatch(/^Recorded /);
    expect(phases.at(-1)).toBe('idle');
    const { video } = await streamsOf(path);
    expect(Number(video.nb_read_packets)).toBeGreaterThan(10);
    expect(notices[1]).toContain(`, ${video.nb_read_packets} frames, `);
  });
});
