import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'puppeteer';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../../app/cli/setup/places.mjs';
import { launchChromium } from '../support/chromium.ts';
import {
  brightness,
  canvasNow,
  framesPass,
  openLivePage,
  type PhospheneWindow,
} from '../support/live-page.ts';

const COPIED = ['app', 'engine', 'models', 'scenes', 'shaders', 'index.html', 'package.json'];
const SHADER = 'scenes/feedback/show.wgsl';

let folder: string;
let server: ViteDevServer;
let browser: Browser;
let page: Page;

/** A copy of the sources, so that the edits of this test touch nothing of the project. */
function copySources(): string {
  const copy = mkdtempSync(join(tmpdir(), 'phosphene-edits-'));
  for (const name of [...COPIED, 'vite.config.ts', 'tsconfig.json', 'tests/support']) {
    // What training keeps is no source, and large.
    const filter = (path: string) => !path.endsWith('.cache');
    cpSync(join(root, name), join(copy, name), { recursive: true, filter });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

beforeAll(async () => {
  folder = copySources();
  server = await createServer({
    root: folder,
    configFile: join(folder, 'vite.config.ts'),
    cacheDir: join(folder, '.vite'),
    logLevel: 'error',
    server: { port: 0, fs: { strict: false } },
  });
  await server.listen();
  browser = await launchChromium();
  const opened = await openLivePage(browser, server.resolvedUrls?.local[0] ?? '');
  page = opened.page;
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

function edit(change: (code: string) => string): void {
  const path = join(folder, SHADER);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

/** Waits for a notice on the page. */
function told(text: string) {
  return page.waitForFunction(
    (wanted) =>
      (window as unknown as PhospheneWindow).phosphene.notice.value?.text.includes(wanted),
    {},
    text,
  );
}

it('goes on with the last good shader while an edited one is broken, and takes the mended one', async () => {
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  const original = readFileSync(join(folder, SHADER), 'utf8');
  const line = original.split('\n').findIndex((text) => text.includes('fn fragmentMain')) + 2;

  edit((code) => code.replace(/(fn fragmentMain.*\n)/, '$1  let torn = nothing;\n'));
  await told(`${SHADER}:${line}`);
  await framesPass(page, 2);
  expect(brightness(await canvasNow(page))).toBeGreaterThan(3);

  const green = '  if (frame.time >= 0.0) { return vec4f(0.0, 1.0, 0.0, 1.0); }\n';
  edit(() => original.replace(/(fn fragmentMain.*\n)/, `$1${green}`));
  await expect
    .poll(
      async () => {
        const [red = 0, full = 0, blue = 0] = await canvasNow(page);
        return full - Math.max(red, blue);
      },
      { timeout: 60_000, interval: 500 },
    )
    .toBeGreaterThan(100);
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
});
