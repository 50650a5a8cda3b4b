/**
 * The performer's page under test: opened small enough for a software GPU, waited for, and looked
 * at through `window.phosphene`, the session of the page.
 */

import type { Browser, Page } from 'puppeteer';
import type { LiveSession } from '../../app/session/live-session.ts';
import { type OpenedPage, openPage, type PageOptions } from './chromium.ts';

/** The session as code in the page sees it. */
export type PhospheneWindow = Window & { phosphene: LiveSession };

/** A small session: enough to see, quick to draw. */
const SMALL_SESSION = '?size=128x72&detail=0.02&seed=1&thumbnails=off';

/** Opens the page and waits until it draws frames. */
export async function openLivePage(
  browser: Browser,
  address: string,
  options: PageOptions & { readonly query?: string } = {},
): Promise<OpenedPage> {
  const opened = await openPage(browser, `${address}${options.query ?? SMALL_SESSION}`, options);
  await opened.page.waitForFunction(
    () => (window as unknown as PhospheneWindow).phosphene?.status.value.kind === 'ready',
    { timeout: 100_000 },
  );
  await framesPass(opened.page, 3);
  return opened;
}

/** Waits until the session has drawn some more frames. */
export function framesPass(page: Page, count: number): Promise<void> {
  return page.evaluate(
    (wanted) =>
      new Promise<void>((resolve) => {
        const live = (window as unknown as PhospheneWindow).phosphene;
        let seen = 0;
        const end = live.afterFrame(() => {
          seen += 1;
          if (seen < wanted) return;
          end();
          resolve();
        });
      }),
    count,
  );
}

/** Small copies, RGBA rows of 32x18, of canvases as they are right after one and the same frame. */
export function canvasesNow(page: Page, selectors: readonly string[]): Promise<number[][]> {
  return page.evaluate(
    (wanted) =>
      new Promise<number[][]>((resolve, reject) => {
        const live = (window as unknown as PhospheneWindow).phosphene;
        const copyOf = (selector: string) => {
          // The second window's canvas is reached through its name.
          const isOutput = selector.startsWith('output ');
          const page = isOutput ? window.open('', 'phosphene-output')?.document : document;
          const canvas = page?.querySelector(selector.replace(/^output /, ''));
          if (!canvas) throw new Error(`There is no canvas at "${selector}".`);
          const copy = new OffscreenCanvas(32, 18).getContext('2d');
          copy?.drawImage(canvas as HTMLCanvasElement, 0, 0, 32, 18);
          return [...(copy?.getImageData(0, 0, 32, 18).data ?? [])];
        };
        const end = live.afterFrame(() => {
          end();
          try {
            resolve(wanted.map(copyOf));
          } catch (thrown) {
            reject(thrown);
          }
        });
      }),
    selectors,
  );
}

/** One canvas right after a frame; the programme of the page without a selector. */
export async function canvasNow(
  page: Page,
  selector = '.programme canvas',
): Promise<readonly number[]> {
  const [copy = []] = await canvasesNow(page, [selector]);
  return copy;
}

/** Where a parameter is heading. */
export function target(page: Page, id: string): Promise<number> {
  return page.evaluate((address) => {
    const { store } = (window as unknown as PhospheneWindow).phosphene.instrument;
    return store.target(store.indexOf(address));
  }, id);
}

/** Sends values as a hand on the page would, and waits until they have arrived. */
export async function send(page: Page, values: Readonly<Record<string, number>>): Promise<void> {
  await page.evaluate((all) => {
    const live = (window as unknown as PhospheneWindow).phosphene;
    for (const [id, value] of Object.entries(all)) live.send.set(id, value);
  }, values);
  await framesPass(page, 2);
}

/** Mean difference of two copies, 0 to 255. */
export function difference(one: readonly number[], other: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += Math.abs((one[i] ?? 0) - (other[i] ?? 0));
  return sum / one.length;
}

/** Mean light of a copy, 0 to 255. */
export function brightness(copy: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < copy.length; i += 4) {
    sum += (copy[i] ?? 0) + (copy[i + 1] ?? 0) + (copy[i + 2] ?? 0);
  }
  return sum / ((copy.length / 4) * 3);
}
