import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type OpenedPage, serveBuild } from '../support/chromium.ts';
import {
  brightness,
  canvasesNow,
  canvasNow,
  difference,
  framesPass,
  openLivePage,
  type PhospheneWindow,
  send,
  target,
} from '../support/live-page.ts';

let browser: Browser;
let served: Awaited<ReturnType<typeof serveBuild>>;
let opened: OpenedPage;
let page: Page;

beforeAll(async () => {
  served = await serveBuild();
  browser = await launchChromium();
  opened = await openLivePage(browser, served.address);
  page = opened.page;
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** The second scene's tile: the first scene is broken by then. */
const TILE = '.tile:nth-of-type(2) canvas';

/** Presses a key and waits until the frame after has taken it. */
async function press(key: Parameters<Page['keyboard']['press']>[0]): Promise<void> {
  await page.keyboard.press(key);
  await framesPass(page, 2);
}

describe('the page', () => {
  it('shows a picture that moves, before any permission is given', async () => {
    const first = await canvasNow(page);
    await framesPass(page, 12);
    const later = await canvasNow(page);
    expect(brightness(first)).toBeGreaterThan(3);
    expect(difference(first, later)).toBeGreaterThan(0.3);
  });

  it('names the adapter, the rate of frames, and software graphics as such', async () => {
    await page.waitForFunction(() => document.querySelector('.rate')?.textContent?.endsWith('fps'));
    const text = await page.$eval('.graphics', (element) => element.textContent);
    const isSoftware = await page.evaluate(() => {
      const { status } = (window as unknown as PhospheneWindow).phosphene;
      return status.value.kind === 'ready' && status.value.adapter.software;
    });
    expect(text).toMatch(isSoftware ? /^Software graphics: \S/ : /^\S/);
  });

  it('gives every control a name', async () => {
    const nameless = await page.$$eval('button, [role=slider]', (all) =>
      all
        .filter((one) => !(one.getAttribute('aria-label') ?? one.textContent?.trim()))
        .map((one) => one.outerHTML.slice(0, 120)),
    );
    expect(nameless).toEqual([]);
  });

  it('moves parameters by keys', async () => {
    const hand = () =>
      page.evaluate(() => (window as unknown as PhospheneWindow).phosphene.hand.param);
    await press('a');
    await press('.');
    const id = (await hand()) ?? '';
    expect(id).toMatch(/^deck\.a\./);
    const before = await target(page, id);
    await press('ArrowUp');
    const after = await target(page, id);
    expect(after).not.toBe(before);
    await press('Backspace');
    const shown = await page.$eval(`[data-param="${id}"]`, (element) => ({
      inHand: element.getAttribute('data-in-hand'),
      text: element.textContent,
    }));
    expect(shown.inHand).toBe('true');

    await press('b');
    await press('1');
    expect(await target(page, 'deck.b.scene')).toBe(0);
    await press('2');
    expect(await target(page, 'deck.b.scene')).toBe(1);
    await press('k');
    expect(await target(page, 'master.blackout')).toBe(1);
    await press('k');
    expect(await target(page, 'master.blackout')).toBe(0);
    await press('z');
    expect(await target(page, 'deck.b.fx1')).toBeGreaterThan(0);
    await press('z');
    expect(await target(page, 'deck.b.fx1')).toBe(0);
    await press('a');
  });

  it('turns a control by drag, finely with Shift, and resets it by a double-click', async () => {
    const slider = '.deck-a [data-param="deck.a.level"]';
    const box = await (await page.$(slider))?.boundingBox();
    if (!box) throw new Error('The level of deck A is not on the page.');
    const middle = { x: box.x + box.width * 0.7, y: box.y + box.height / 2 };
    await page.mouse.move(middle.x, middle.y);
    await page.mouse.down();
    await page.mouse.move(middle.x - box.width / 2, middle.y, { steps: 4 });
    await framesPass(page, 2);
    const coarse = await target(page, 'deck.a.level');
    expect(coarse).toBeCloseTo(0.5, 1);
    await page.keyboard.down('Shift');
    await page.mouse.move(middle.x - box.width / 2 - 40, middle.y, { steps: 4 });
    await page.keyboard.up('Shift');
    await page.mouse.up();
    await framesPass(page, 2);
    const fine = await target(page, 'deck.a.level');
    expect(coarse - fine).toBeCloseTo(4 / box.width, 2);
    await page.mouse.click(middle.x, middle.y, { count: 2 });
    await framesPass(page, 2);
    expect(await target(page, 'deck.a.level')).toBe(1);
  });

  it('changes the picture with the crossfader and with the scene', async () => {
    await send(page, { 'deck.a.scene': 0, 'deck.b.scene': 1, 'mixer.crossfade': 0 });
    await framesPass(page, 4);
    const [onA = [], deckA = [], deckB = []] = await canvasesNow(page, [
      '.programme canvas',
      '.deck-a canvas',
      '.deck-b canvas',
    ]);
    expect(difference(onA, deckA)).toBeLessThan(difference(onA, deckB));
    await page.focus('.crossfader');
    await page.keyboard.press('End');
    await framesPass(page, 12);
    const [onB = [], nowA = [], nowB = []] = await canvasesNow(page, [
      '.programme canvas',
      '.deck-a canvas',
      '.deck-b canvas',
    ]);
    expect(difference(onB, nowB)).toBeLessThan(difference(onB, nowA));
    expect(difference(onA, onB)).toBeGreaterThan(3);
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await press('Home');
    expect(await target(page, 'mixer.crossfade')).toBe(0);

    const [tile] = await page.$$('.tile:not(:has(.tile-decks i))');
    if (!tile) throw new Error('There are too few scenes for this test.');
    await tile.click();
    await framesPass(page, 2);
    expect(await target(page, 'deck.a.scene')).toBeGreaterThan(1);
    await page.evaluate(() =>
      (window as unknown as PhospheneWindow).phosphene.instrument.settled(),
    );
    await framesPass(page, 12);
    expect(difference(onA, await canvasNow(page))).toBeGreaterThan(3);
  });

  it('goes to the other deck by Space, in the time of the length', async () => {
    await send(page, { 'mixer.beats': 0, 'mixer.crossfade': 0 });
    await press('Space');
    await page.waitForFunction(() => {
      const { store } = (window as unknown as PhospheneWindow).phosphene.instrument;
      return store.target(store.indexOf('mixer.crossfade')) === 1;
    });
    await send(page, { 'mixer.beats': 8, 'mixer.crossfade': 0 });
  });

  it('opens and closes its lists and the overlay of keys from the keyboard', async () => {
    await page.focus('[aria-label="Transition"]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[role=listbox]:popover-open');
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    expect(await focused()).toBe('Dissolve');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await framesPass(page, 2);
    expect(await target(page, 'mixer.transition')).toBe(1);
    expect(await page.$('[role=listbox]:popover-open')).toBeNull();
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await press('?');
    await page.waitForSelector('dialog[open]');
    await press('Escape');
    await page.waitForFunction(() => !document.querySelector('dialog[open]'));
    await send(page, { 'mixer.transition': 0 });
  });

  it('takes an edited scene, and goes on with the last good one when the edit is broken', async () => {
    await send(page, { 'deck.a.scene': 0 });
    await page.evaluate(() =>
      (window as unknown as PhospheneWindow).phosphene.instrument.settled(),
    );
    await page.evaluate(() => {
      const [scene] = (window as unknown as PhospheneWindow).phosphene.instrument.scenes;
      const broken = () => Promise.reject(new Error('scenes/edited/show.wgsl:7 must compile'));
      window.dispatchEvent(
        new CustomEvent('phosphene:scene', { detail: { ...scene, load: broken } }),
      );
    });
    await page.waitForFunction(() =>
      document.querySelector('.notice')?.textContent?.includes('scenes/edited/show.wgsl:7'),
    );
    const before = await canvasNow(page);
    await framesPass(page, 12);
    expect(brightness(before)).toBeGreaterThan(3);
    expect(difference(before, await canvasNow(page))).toBeGreaterThan(0.3);
  });

  it('plays a picture that is dropped onto it', async () => {
    const before = await canvasNow(page, '.source-view canvas');
    await page.evaluate(async () => {
      const canvas = new OffscreenCanvas(64, 36);
      const context = canvas.getContext('2d');
      if (!context) throw new Error('There is no 2D canvas.');
      context.fillStyle = '#00ff00';
      context.fillRect(0, 0, 64, 36);
      const data = new DataTransfer();
      data.items.add(new File([await canvas.convertToBlob()], 'green.png', { type: 'image/png' }));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
    });
    await page.waitForFunction(
      () => document.querySelector('.source-name')?.textContent === 'green.png',
    );
    await framesPass(page, 10);
    const after = await canvasNow(page, '.source-view canvas');
    expect(difference(before, after)).toBeGreaterThan(20);
    const [red = 0, green = 0, blue = 0] = after.slice(4 * 300, 4 * 300 + 3);
    expect(green).toBeGreaterThan(200);
    expect(Math.max(red, blue)).toBeLessThan(40);
  });

  it('records by a key, and says how long it was', async () => {
    await press('r');
    await page.waitForSelector('.record[aria-pressed=true]');
    await framesPass(page, 8);
    await press('r');
    await page.waitForFunction(() =>
      /^Recorded \d/.test(document.querySelector('.notice')?.textContent ?? ''),
    );
    expect(await page.$('.record[aria-pressed=true]')).toBeNull();
  });

  it('shows in a tile what its scene draws', async () => {
    const showThumbnails = (on: boolean) =>
      page.evaluate((shown) => {
        (window as unknown as PhospheneWindow).phosphene.instrument.showThumbnails(shown);
      }, on);
    await showThumbnails(true);
    let light = 0;
    const begun = performance.now();
    while (light < 3 && performance.now() - begun < 90_000) {
      light = brightness(await canvasNow(page, TILE));
    }
    await showThumbnails(false);
    expect(light).toBeGreaterThan(3);
  });

  it('keeps quiet: no error and no warning on the console', () => {
    expect(opened.errors).toEqual([]);
    expect(opened.warnings).toEqual([]);
  });
});

describe('the page without a GPU', () => {
  it('says so with the remedy, and its controls work', async () => {
    const other = await browser.newPage();
    await other.setViewport({ width: 1280, height: 720 });
    await other.evaluateOnNewDocument(() =>
      Object.defineProperty(navigator, 'gpu', { value: undefined }),
    );
    await other.goto(served.address);
    await other.waitForSelector('.face');
    await other.waitForFunction(() =>
      document.querySelector('.face')?.textContent?.includes('offers no WebGPU'),
    );
    await other.keyboard.press('f');
    await framesPass(other, 2);
    expect(await target(other, 'master.freeze')).toBe(1);
    await other.close();
  });
});
