import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, ElementHandle } from 'puppeteer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { launchChromium, type OpenedPage, serveBuild } from '../support/chromium.ts';
import { framesPass, openLivePage, type PhospheneWindow, target } from '../support/live-page.ts';
import { writePng } from '../support/png.ts';

const encoder = new URL('../../models/style/encoder.s.safetensors', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'phosphene-page-style-'));
const SIDE = 64;

let browser: Browser;
let served: Awaited<ReturnType<typeof serveBuild>>;
let opened: OpenedPage;

beforeAll(async () => {
  served = await serveBuild();
  browser = await launchChromium();
  opened = await openLivePage(browser, served.address);
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A picture file of stripes. */
function stripes(): string {
  const path = join(folder, 'stripes.png');
  const pixels = Uint8Array.from({ length: SIDE * SIDE * 4 }, (_, i) => {
    const x = Math.floor(i / 4) % SIDE;
    return i % 4 === 3 ? 255 : 120 + 100 * Math.sin(x * 0.9 + (i % 4));
  });
  writePng(path, SIDE, SIDE, pixels);
  return path;
}

const notice = () =>
  opened.page.evaluate(() => (window as unknown as PhospheneWindow).phosphene.notice.value?.text);

async function pick(path: string): Promise<void> {
  const field = (await opened.page.waitForSelector(
    '.style-file input',
  )) as ElementHandle<HTMLInputElement>;
  await field.uploadFile(path);
}

it('takes a picture as a style, refines it, and says what it could not read', async (context) => {
  context.skip(!existsSync(encoder), `there are no weights at ${encoder.pathname}`);
  const { page } = opened;
  await page.keyboard.press('n');
  await page.waitForSelector('[data-param="style.neon"]');
  await pick(stripes());
  await page.waitForFunction(
    () =>
      (window as unknown as PhospheneWindow).phosphene.notice.value?.text.includes('stripes.png'),
    { timeout: 60_000 },
  );
  expect(await notice()).toContain('painted like stripes.png');
  await framesPass(page, 2);
  expect(await target(page, 'style.dropped')).toBe(1);
  expect(await target(page, 'style.starry-night')).toBe(0);

  const phase = () => page.$eval('.dropped', (panel) => (panel as HTMLElement).dataset.phase);
  expect(await phase()).toBe('dropped');
  await page.click('.dropped .press');
  await page.waitForFunction(
    () => (document.querySelector<HTMLProgressElement>('.dropped progress')?.value ?? 0) > 0,
    { timeout: 60_000 },
  );
  expect(await phase()).toBe('refining');
  await page.click('.dropped .press');
  await framesPass(page, 1);
  expect(await phase()).toBe('dropped');

  const torn = join(folder, 'torn.png');
  writeFileSync(torn, 'no picture');
  await pick(torn);
  await page.waitForFunction(() =>
    (window as unknown as PhospheneWindow).phosphene.notice.value?.text.includes('torn.png'),
  );
  expect(await notice()).toContain('must be a picture that the browser can read');
  expect(opened.errors).toEqual([]);
});
