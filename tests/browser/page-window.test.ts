import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type OpenedPage, serveBuild, watchPage } from '../support/chromium.ts';
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

const LOSSES = process.env.PHOSPHENE_FULL ? 20 : 3;
/** Time for all losses on a slow machine; `bench frame` measures how long one takes, over twenty. */
const LOSSES_TIMEOUT = 400_000;

let browser: Browser;
let served: Awaited<ReturnType<typeof serveBuild>>;
let opened: OpenedPage;
let page: Page;
let output: OpenedPage;

beforeAll(async () => {
  served = await serveBuild();
  browser = await launchChromium({ extraArgs: ['--disable-popup-blocking'] });
  opened = await openLivePage(browser, served.address);
  page = opened.page;
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

const isOpen = () =>
  page.waitForFunction(
    () => (window as unknown as PhospheneWindow).phosphene.secondWindow.value === true,
  );

/** The programme in both windows after one and the same frame. */
async function bothWindows(): Promise<[number[], number[]]> {
  const [here = [], there = []] = await canvasesNow(page, ['.programme canvas', 'output canvas']);
  return [here, there];
}

describe('the second window', () => {
  it('opens on a key', async () => {
    const target = browser.waitForTarget((one) => one.url().includes('output.html'));
    await page.keyboard.press('o');
    const popup = await (await target).page();
    if (!popup) throw new Error('The second window has no page.');
    output = watchPage(popup);
    await popup.setViewport({ width: 640, height: 360 });
    await isOpen();
  });

  it('shows the same frame as the page, moving and frozen', async () => {
    await framesPass(page, 4);
    const [here, there] = await bothWindows();
    expect(brightness(there)).toBeGreaterThan(3);
    expect(difference(here, there)).toBeLessThan(3);
    await framesPass(page, 8);
    expect(difference((await bothWindows())[1], there)).toBeGreaterThan(0.3);

    await send(page, { 'master.freeze': 1 });
    await framesPass(page, 2);
    const [frozenHere, frozenThere] = await bothWindows();
    expect(difference(frozenHere, frozenThere)).toBeLessThan(3);
    await framesPass(page, 4);
    expect(difference((await bothWindows())[1], frozenThere)).toBeLessThan(0.5);
    await send(page, { 'master.freeze': 0 });
  });

  it('takes keys for the instrument', async () => {
    await output.page.keyboard.press('k');
    await framesPass(page, 3);
    expect(await target(page, 'master.blackout')).toBe(1);
    expect(brightness((await bothWindows())[1])).toBeLessThan(1);
    await output.page.keyboard.press('k');
    await framesPass(page, 3);
    expect(brightness((await bothWindows())[1])).toBeGreaterThan(3);
  });

  it('is taken on again by a page that was reloaded', async () => {
    await page.reload();
    await page.waitForFunction(
      () => (window as unknown as PhospheneWindow).phosphene?.status.value.kind === 'ready',
    );
    await isOpen();
    await framesPass(page, 4);
    const [here, there] = await bothWindows();
    expect(brightness(there)).toBeGreaterThan(3);
    expect(difference(here, there)).toBeLessThan(3);
  });
});

/** What must not change when the device goes: every parameter, and where the sound is. */
function playedState() {
  const { instrument, sound } = (window as unknown as PhospheneWindow).phosphene;
  const { store } = instrument;
  return {
    targets: store.declarations.map((_, index) => store.target(index)),
    seconds: instrument.time?.seconds ?? 0,
    audioSeconds: sound?.input.audioSeconds() ?? null,
  };
}

/** Destroys the device; resolves after the next frame on a new one. */
function loseDevice(): Promise<void> {
  const { instrument, afterFrame } = (window as unknown as PhospheneWindow).phosphene;
  const lost = instrument.gpu?.context.device;
  lost?.destroy();
  return new Promise((resolve) => {
    const end = afterFrame(() => {
      const device = instrument.gpu?.context.device;
      if (!device || device === lost) return;
      end();
      resolve();
    });
  });
}

describe('a lost graphics device', () => {
  it(
    `comes back by itself ${LOSSES} times in a row, with everything as it was`,
    async () => {
      // Both decks on one scene: what is compiled anew is the instrument, and little of a scene.
      await send(page, { 'deck.b.scene': 0, 'deck.a.level': 0.83, 'mixer.crossfade': 0.3 });
      await page.evaluate(() =>
        (window as unknown as PhospheneWindow).phosphene.instrument.settled(),
      );
      const before = await page.evaluate(playedState);
      for (let i = 0; i < LOSSES; i++) {
        await page.evaluate(loseDevice);
        await framesPass(page, 1);
      }
      const after = await page.evaluate(playedState);
      expect(after.targets).toEqual(before.targets);
      expect(after.seconds).toBeGreaterThan(before.seconds);
      expect(after.audioSeconds ?? 0).toBeGreaterThan(before.audioSeconds ?? 0);
    },
    LOSSES_TIMEOUT,
  );

  it('shows pictures in both windows afterwards', async () => {
    await framesPass(page, 6);
    expect(brightness(await canvasNow(page))).toBeGreaterThan(3);
    const [here, there] = await bothWindows();
    expect(difference(here, there)).toBeLessThan(3);
    expect(await page.$('.face')).toBeNull();
  });

  it('leaves no error behind, in either window', () => {
    expect(opened.errors).toEqual([]);
    expect(output.errors).toEqual([]);
  });
});

describe('the end of the second window', () => {
  it('is noticed when it is closed by its user', async () => {
    await output.page.close();
    await page.waitForFunction(
      () => (window as unknown as PhospheneWindow).phosphene.secondWindow.value === false,
    );
    await framesPass(page, 3);
    expect(brightness(await canvasNow(page))).toBeGreaterThan(3);
  });
});
