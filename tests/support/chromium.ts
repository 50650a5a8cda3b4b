/**
 * Chromium for the tests of the `browser` and `offline` projects. A test starts a browser by
 * {@link launchChromium}, serves the built page by {@link serveBuild} and opens it by
 * {@link openPage}, which collects everything that went wrong on the page, so that a test ends
 * with `expect(opened.errors).toEqual([])`.
 *
 * `npm test` builds the page and finds the browser before it runs any test.
 */

import type { Browser, ConsoleMessage, Page } from 'puppeteer';
import { dist } from '../../app/cli/setup/places.mjs';
import { type Served, serve } from '../../app/cli/setup/static-server.mjs';

export { type ChromiumOptions, launchChromium } from '../../app/cli/launch-chromium.ts';

/** A page with what it complained of, in order. */
export interface OpenedPage {
  readonly page: Page;
  /** Errors on the console, uncaught exceptions, and requests that failed. Grows. */
  readonly errors: readonly string[];
  /** Warnings on the console; WebGPU's validation errors are among them. Grows. */
  readonly warnings: readonly string[];
}

/** Window size and the permissions that a user would have given. */
export interface PageOptions {
  /** In CSS pixels; 1280x720 by default. */
  readonly width?: number;
  readonly height?: number;
  /** Runs in the page before anything of its own. */
  readonly before?: () => void;
  readonly permissions?: Parameters<
    ReturnType<Browser['defaultBrowserContext']>['overridePermissions']
  >[1];
}

/**
 * Serves the built page from `dist/` on a free port, with the headers of `npm start`.
 * @param files more files, absolute, by the path of their address
 */
export function serveBuild(files: Readonly<Record<string, string>> = {}): Promise<Served> {
  return serve({ folder: dist, port: 0, files });
}

/** Opens an address in a tab of its own and waits until the page has loaded. */
export async function openPage(
  browser: Browser,
  address: string,
  options: PageOptions = {},
): Promise<OpenedPage> {
  const { width = 1280, height = 720, permissions = [], before } = options;
  await browser.defaultBrowserContext().overridePermissions(new URL(address).origin, permissions);
  const page = await browser.newPage();
  // Nothing is timed here; a busy machine only takes longer.
  page.setDefaultTimeout(100_000);
  // Half as fine as on most displays: what is drawn in software is drawn in a quarter of the time.
  await page.setViewport({ width, height, deviceScaleFactor: 0.5 });
  if (before) await page.evaluateOnNewDocument(before);
  const opened = watchPage(page);
  await page.goto(address, { waitUntil: 'load', timeout: 60_000 });
  return opened;
}

/** Collects from now on what a page complains of; for windows that a page opens by itself. */
export function watchPage(page: Page): OpenedPage {
  const errors: string[] = [];
  const warnings: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(textOf(message));
    if (message.type() === 'warn') warnings.push(textOf(message));
  });
  page.on('pageerror', (error) => {
    errors.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  });
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? 'failed';
    // A page that is left or a media element that is done cancels its requests: no fault.
    if (reason !== 'net::ERR_ABORTED') errors.push(`${request.url()}: ${reason}`);
  });
  page.on('error', (error) => errors.push(`the page crashed: ${error.message}`));
  return { page, errors, warnings };
}

function textOf(message: ConsoleMessage): string {
  const { url, lineNumber } = message.location();
  return url ? `${message.text()} (${url}:${lineNumber ?? 0})` : message.text();
}
