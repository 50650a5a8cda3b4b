import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEEN } from '../../engine/features/eyes/picture-features.ts';
import { launchChromium, type OpenedPage, serveBuild } from '../support/chromium.ts';
import { ffmpeg, needsFfmpeg } from '../support/ffmpeg.ts';
import {
  canvasesNow,
  canvasNow,
  difference,
  framesPass,
  openLivePage,
  type PhospheneWindow,
} from '../support/live-page.ts';
import { writeWav } from '../support/wav.ts';

const clip = fileURLToPath(
  new URL('../../../shared/media/one-by-one-person-detection.mp4', import.meta.url),
);
const folder = mkdtempSync(join(tmpdir(), 'phosphene-page-input-'));
const cameraFile = join(folder, 'camera.y4m');
const microphoneFile = join(folder, 'microphone.wav');

const RATE = 48_000;
/** Frequency of the tone that the microphone hears, in hertz. */
const TONE = 1000;

/** Half a second of a tone, half a second of silence, and so on. */
const tone = Float32Array.from({ length: RATE * 4 }, (_, i) =>
  i % RATE < RATE / 2 ? 0.366 * Math.sin((2 * Math.PI * TONE * i) / RATE) : 0,
);

/** The clip's first four seconds as a camera shows them; false where that can't be made. */
async function writeCamera(path: string): Promise<boolean> {
  if (!existsSync(clip)) return false;
  const size = 'scale=320:180:force_original_aspect_ratio=increase,crop=320:180,fps=12';
  try {
    await ffmpeg(['-t', '4', '-i', clip, '-an', '-vf', size, '-pix_fmt', 'yuv420p', path]);
    return true;
  } catch {
    return false;
  }
}

/** The mean picture of the clip as a camera would show it, mirrored: RGBA rows of 32x18. */
async function meanOfClip(path: string): Promise<number[]> {
  const shape = 'hflip,scale=32:18:flags=area,tmix=frames=40';
  const raw = await ffmpeg(['-i', path, '-vf', shape, '-f', 'rawvideo', '-pix_fmt', 'rgba', '-']);
  const frame = 32 * 18 * 4;
  return [...raw.subarray(raw.length - frame)];
}

/** Mean luma of a copy, 0 to 1. */
function lightOf(copy: readonly number[]): number {
  const weights = [0.2126, 0.7152, 0.0722, 0];
  const sum = copy.reduce((all, value, i) => all + value * (weights[i % 4] ?? 0), 0);
  return sum / (copy.length / 4) / 255;
}

/** Pearson's correlation of the light of two copies, -1 to 1. */
function likeness(one: readonly number[], other: readonly number[]): number {
  const light = (copy: readonly number[]) =>
    Array.from({ length: copy.length / 4 }, (_, i) => {
      const [r = 0, g = 0, b = 0] = copy.slice(i * 4, i * 4 + 3);
      return r + g + b;
    });
  const centred = (values: readonly number[]) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const [a, b] = [centred(light(one)), centred(light(other))];
  const dot = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, value, i) => sum + value * (y[i] ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

let hasCamera = false;
let browser: Browser;
let served: Awaited<ReturnType<typeof serveBuild>>;
let opened: OpenedPage;
let page: Page;

beforeAll(async () => {
  writeWav(microphoneFile, tone, RATE);
  hasCamera = await writeCamera(cameraFile);
  served = await serveBuild();
  browser = await launchChromium({
    fakeAudio: microphoneFile,
    ...(hasCamera ? { fakeVideo: cameraFile } : {}),
  });
  opened = await openLivePage(browser, served.address, { permissions: ['camera', 'microphone'] });
  page = opened.page;
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Waits for the numbers of the picture, and gives them. */
async function numbersSeen(): Promise<number[]> {
  await page.waitForFunction(
    () => (window as unknown as PhospheneWindow).phosphene.instrument.seen !== null,
  );
  return page.evaluate(() => [
    ...((window as unknown as PhospheneWindow).phosphene.instrument.seen ?? []),
  ]);
}

/** Chooses a source by its menu, as a hand would. */
async function choose(menu: string, entry: RegExp): Promise<void> {
  await page.click(`[aria-label="${menu}"]`);
  await page.waitForSelector('[role=menu]:popover-open');
  await framesPass(page, 2);
  const entries = await page.$$('[role=menu]:popover-open [role=menuitemradio]');
  for (const one of entries) {
    const name = await one.evaluate((element) => element.textContent ?? '');
    if (entry.test(name)) return one.click();
  }
  throw new Error(`The menu "${menu}" has no entry like ${entry}.`);
}

describe('the camera', () => {
  it('puts a real clip into the picture, and the picture moves with it', async (context) => {
    context.skip(!existsSync(clip), `the clip ${clip} is not there`);
    needsFfmpeg(context);
    expect(hasCamera).toBe(true);
    const input = '.source-view canvas';
    const dancer = await numbersSeen();
    const demo = await canvasNow(page, input);
    const [sceneBefore = []] = await canvasesNow(page, ['.deck-b canvas']);
    await choose('Picture source', /camera|fake|video/i);
    await page.waitForFunction(
      () =>
        (window as unknown as PhospheneWindow).phosphene.pictureState.value.kind === 'camera' &&
        (window as unknown as PhospheneWindow).phosphene.pictureState.value.status === 'playing',
    );
    await framesPass(page, 12);
    const seen: (readonly number[])[] = [];
    for (let i = 0; i < 8; i++) {
      seen.push(await canvasNow(page, input));
      await framesPass(page, 2);
    }
    const mean =
      seen[0]?.map((_, i) => seen.reduce((sum, one) => sum + (one[i] ?? 0), 0) / 8) ?? [];
    const expected = await meanOfClip(cameraFile);
    expect(likeness(mean, expected)).toBeGreaterThan(0.85);
    expect(likeness(mean, expected)).toBeGreaterThan(likeness(demo, expected));
    // Eyes in a worker: what followers and the music are told of the same picture.
    const numbers = await numbersSeen();
    const light = lightOf(expected);
    expect(Math.abs((numbers[SEEN.brightness] ?? 0) - light)).toBeLessThan(0.08);
    expect(Math.abs((dancer[SEEN.brightness] ?? 0) - light)).toBeGreaterThan(0.1);
    expect(numbers[SEEN.contrast]).toBeGreaterThan(0.1);
    const moves = seen.slice(1).map((one, i) => difference(one, seen[i] ?? []));
    expect(Math.max(...moves)).toBeGreaterThan(0.5);
    const [sceneAfter = []] = await canvasesNow(page, ['.deck-b canvas']);
    expect(difference(sceneBefore, sceneAfter)).toBeGreaterThan(1);
  });
});

/** The loudest and the quietest level, and the loudest band, over a time. */
function listen(offsets: { rms: number; spectrum: number; bands: number }) {
  const { instrument, afterFrame } = (window as unknown as PhospheneWindow).phosphene;
  return new Promise<{ loudest: number; quietest: number; band: number }>((resolve) => {
    const heard = { loudest: 0, quietest: 1, band: 0 };
    const start = performance.now();
    const end = afterFrame(() => {
      const { features } = instrument;
      const level = features[offsets.rms] ?? 0;
      heard.quietest = Math.min(heard.quietest, level);
      if (level > heard.loudest) {
        heard.loudest = level;
        const bands = features.subarray(offsets.spectrum, offsets.spectrum + offsets.bands);
        heard.band = bands.indexOf(Math.max(...bands));
      }
      if (performance.now() - start < 4000) return;
      end();
      resolve(heard);
    });
  });
}

describe('the microphone', () => {
  it('moves the features and the meter, and names its device', async () => {
    const { audioSlot } = await import('../../engine/features/audio/layout.ts');
    const { offset: spectrum, size: bands } = audioSlot('spectrum');
    await choose('Sound source', /microphone|fake|audio input/i);
    await page.waitForFunction(
      () =>
        (window as unknown as PhospheneWindow).phosphene.sound?.state.value.kind === 'microphone',
    );
    await framesPass(page, 6);
    const offsets = { rms: audioSlot('rms').offset, spectrum, bands };
    const heard = await page.evaluate(listen, offsets);
    expect(heard.loudest).toBeGreaterThan(0.1);
    expect(heard.quietest).toBeLessThan(heard.loudest / 4);
    // 128 bands evenly in pitch from 30 Hz to 16 kHz.
    const expected = (Math.log(TONE / 30) / Math.log(16_000 / 30)) * (bands - 1);
    expect(Math.abs(heard.band - expected)).toBeLessThan(4);
    const meter = await page.$eval('.meter', (element) => ({
      label: element.getAttribute('aria-label'),
      level: Number.parseFloat((element as HTMLElement).style.getPropertyValue('--peak')),
    }));
    expect(meter.label).toMatch(/^Microphone: \S/);
    expect(meter.level).toBeGreaterThan(0.3);
  });

  it('leaves no error behind', () => {
    expect(opened.errors).toEqual([]);
  });
});
