import { existsSync } from 'node:fs';
import type { Browser, Page } from 'puppeteer';
import { launchChromium } from '../launch-chromium.ts';
import { dist } from '../setup/places.mjs';
import { say } from '../setup/say.mjs';
import { serve } from '../setup/static-server.mjs';

/** A page of the build in a Chromium without a window. */
export interface HeadlessPage {
  readonly page: Page;
  /** Rejects when the page can't go on: it crashed, or a script of it failed. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
}

/** On which kind of GPU a page is opened. */
export interface GpuChoice {
  /** Draws on the processor even where there is a GPU. */
  readonly software: boolean;
  /** Further switches of Chromium. */
  readonly extraArgs?: readonly string[];
  /** Run in the page before anything of its own. */
  readonly before?: readonly (() => void)[];
  /** Tells in the page whether it draws on a GPU; `phospheneProbe()` without it. */
  readonly probe?: string;
}

/** What is opened of the build. */
export interface HeadlessOptions extends GpuChoice {
  /** Of the page below the build's folder, such as `app/perform.html`. */
  readonly path: string;
  /** Further files, absolute, by the path of their address. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A film is one call, and may take hours; a page that ends is noticed by itself. */
const NO_LIMIT = 0;

/** Devices by which Linux gives a GPU to programs; elsewhere there always may be one. */
const LINUX_GPUS = ['/dev/dri', '/dev/nvidiactl', '/dev/dxg', '/dev/kfd'];

function mayHaveGpu(): boolean {
  return process.platform !== 'linux' || LINUX_GPUS.some((path) => existsSync(path));
}

/** Rejects at the first thing that ends a page. */
function failureOf(page: Page): Promise<never> {
  const failed = new Promise<never>((_, reject) => {
    page.on('error', (error) =>
      reject(
        new Error(
          `The browser's page crashed (${error.message}); try a smaller --size, or give the ` +
            'machine more memory.',
        ),
      ),
    );
    page.on('pageerror', (error) => reject(error));
    page.browser().on('disconnected', () => reject(new Error('The browser ended by itself.')));
  });
  failed.catch(() => {}); // who waits for it hears of it; at the end nobody does
  return failed;
}

async function openIn(
  browser: Browser,
  address: string,
  before: readonly (() => void)[] = [],
): Promise<HeadlessPage> {
  const page = await browser.newPage();
  if (before.length > 0) {
    // The runner of TypeScript names functions by a helper that the page has not.
    await page.evaluateOnNewDocument('globalThis.__name ??= (value) => value');
    for (const install of before) await page.evaluateOnNewDocument(install);
  }
  const failed = failureOf(page);
  await page.goto(address, { waitUntil: 'load', timeout: 60_000 });
  return { page, failed, close: () => browser.close() };
}

/** A page on the machine's own GPU, or null when the browser can't use it. */
async function openOnHardware(
  address: string,
  { extraArgs = [], before, probe = 'phospheneProbe()' }: GpuChoice,
): Promise<HeadlessPage | null> {
  process.env.PHOSPHENE_GPU = 'hardware';
  const browser = await launchChromium({ extraArgs, callTimeoutMs: NO_LIMIT });
  try {
    const opened = await openIn(browser, address, before);
    if (await opened.page.evaluate(probe)) return opened;
  } catch {
    // Whatever a driver does, the processor can still draw.
  }
  await browser.close();
  return null;
}

/**
 * Opens a page on the machine's GPU where the browser can use it, else in software, as the probe
 * tells.
 * @throws SetupError when there is no browser
 */
export async function openPageAt(address: string, options: GpuChoice): Promise<HeadlessPage> {
  const { extraArgs = [], before } = options;
  const forced = options.software || process.env.PHOSPHENE_GPU === 'software';
  const opened = forced || !mayHaveGpu() ? null : await openOnHardware(address, options);
  if (opened) return opened;
  if (!forced && mayHaveGpu()) say('the browser has no use of this GPU: drawing in software.');
  process.env.PHOSPHENE_GPU = 'software';
  return openIn(await launchChromium({ extraArgs, callTimeoutMs: NO_LIMIT }), address, before);
}

/** Serves the build and opens a page of it, as {@link openPageAt} does. */
export async function openHeadlessPage(options: HeadlessOptions): Promise<HeadlessPage> {
  const { path, files = {} } = options;
  const served = await serve({ folder: dist, port: 0, files });
  try {
    const { page, failed, close } = await openPageAt(`${served.address}${path}`, options);
    return {
      page,
      failed,
      async close() {
        await close().catch(() => {});
        await served.close();
      },
    };
  } catch (thrown) {
    await served.close();
    throw thrown;
  }
}
