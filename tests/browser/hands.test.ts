import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  fakeMidi,
  installFakeMidi,
  type SentMidi,
} from '../../app/cli/headless/fake-midi-access.ts';
import { launchChromium, type OpenedPage, serveBuild } from '../support/chromium.ts';
import { framesPass, openLivePage, type PhospheneWindow, target } from '../support/live-page.ts';

const APC = 'APC mini mk2 Control';
/** Lights of the vendor's map: pads on the channel of full brightness. */
const PAD = 0x96;
const [DIM, AMBER] = [1, 9];
const isFull = process.env.PHOSPHENE_FULL === '1';
const REPLUGS = isFull ? 100 : 2;
const FLOOD = isFull ? 5000 : 1000;
/** Milliseconds; a machine without a GPU draws a few frames a second. */
const REPLUG_TIMEOUT = isFull ? 500_000 : 120_000;

let browser: Browser;
let served: Awaited<ReturnType<typeof serveBuild>>;
let opened: OpenedPage;
let page: Page;

beforeAll(async () => {
  served = await serveBuild();
  browser = await launchChromium();
  opened = await openLivePage(browser, served.address, { before: installFakeMidi });
  page = opened.page;
  await fakeMidi.plug(page, APC, 'apc');
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

const devices = () =>
  page.evaluate(() =>
    (window as unknown as PhospheneWindow).phosphene.hands.midi.devices.value.map(
      ({ name, isThere }) => `${name}${isThere ? '' : ' (gone)'}`,
    ),
  );
const move = (fader: number, ...values: readonly number[]) =>
  fakeMidi.play(
    page,
    'apc',
    values.map((value) => [0xb0, 47 + fader, value]),
  );
/** Everything that lights show, once they show it. */
const lights = async (frames = 3) => {
  await framesPass(page, frames);
  return (await fakeMidi.sent(page, 'apc')).map(({ bytes }) => bytes);
};

/** What is wrong with the places of the panel's controls, one sentence each. */
function panelFaults(): string[] {
  const name = (element: Element) =>
    element.getAttribute('aria-label') ?? element.textContent?.trim() ?? element.className;
  const kinds = 'button, select, input:not([type=file]), [role=slider]';
  const list = document.querySelectorAll(`.hands :is(${kinds})`);
  const panel = document.querySelector('.hands')?.getBoundingClientRect();
  const boxes = [...list]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }))
    .map((element) => ({ element, box: element.getBoundingClientRect() }));
  const found = boxes
    .filter(({ box }) => panel && (box.left < panel.left || box.right > panel.right))
    .map(({ element }) => `${name(element)} is cut at a side`);
  for (const [i, one] of boxes.entries()) {
    for (const other of boxes.slice(i + 1)) {
      if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
      const across =
        Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const down =
        Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      // What has scrolled under the head of the panel is not seen there.
      const isHead = one.element.closest('header') !== other.element.closest('header');
      if (!isHead && across > 0.5 && down > 0.5) {
        found.push(`${name(one.element)} lies on ${name(other.element)}`);
      }
    }
  }
  return found.slice(0, 5);
}

describe('a controller', () => {
  it('is connected from the panel, and plays and shines by its profile', async () => {
    await page.keyboard.press('m');
    const button = await page.waitForSelector('.hands ::-p-text(Connect controllers)');
    await button?.click();
    await page.waitForFunction(
      () => (window as unknown as PhospheneWindow).phosphene.hands.midi.phase.value === 'on',
    );
    expect(await devices()).toEqual([APC]);
    await page.waitForSelector('.device[data-on="true"]');
    const faults = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.querySelector('.hands-body') ?? document.body;
      return scrollWidth > clientWidth ? 'the panel is too wide' : '';
    });
    expect(faults).toBe('');
    await page.keyboard.press('Escape');
    const shown = await lights();
    expect(shown).toContainEqual([PAD, 56, AMBER]);
    expect(shown).toContainEqual([PAD, 57, DIM]);
    await fakeMidi.play(page, 'apc', [
      [0x90, 57, 127],
      [0x90, 57, 0],
    ]);
    await framesPass(page, 2);
    expect(await target(page, 'deck.a.scene')).toBe(1);
    expect(await lights()).toContainEqual([PAD, 57, AMBER]);
  });

  it('learns what is pointed at, and takes it over without a jump', async () => {
    await page.keyboard.press('l');
    await page.click('[data-param="deck.b.level"]');
    await move(9, 10, 14, 18, 22);
    await page.waitForFunction(
      () => (window as unknown as PhospheneWindow).phosphene.hands.learn.latest.value !== null,
    );
    await framesPass(page, 2);
    expect(await target(page, 'deck.b.level')).toBe(1);
    await page.keyboard.press('Escape');
    await move(9, 30, 60, 100);
    await framesPass(page, 2);
    expect(await target(page, 'deck.b.level')).toBe(1);
    await move(9, 126, 80);
    await framesPass(page, 2);
    expect(await target(page, 'deck.b.level')).toBeCloseTo(80 / 127);
    expect(await target(page, 'mixer.crossfade')).toBe(0);
  });

  it('has its lights right after a page is turned', async () => {
    await lights();
    await fakeMidi.play(page, 'apc', [
      [0x90, 113, 127],
      [0x90, 113, 0],
    ]);
    const shown = await lights();
    expect(shown).toEqual(
      expect.arrayContaining([
        [0x90, 112, 0],
        [0x90, 113, 1],
      ]),
    );
    expect(shown).toHaveLength(2);
    await fakeMidi.play(page, 'apc', [
      [0x90, 112, 127],
      [0x90, 112, 0],
    ]);
    await lights();
  });

  it(
    `comes back ${REPLUGS} times after it was pulled out: nothing jumps, all lights return`,
    async () => {
      const before = await target(page, 'deck.b.level');
      for (let i = 0; i < REPLUGS; i++) {
        await fakeMidi.unplug(page, 'apc');
        await page.waitForFunction(
          () =>
            !(window as unknown as PhospheneWindow).phosphene.hands.midi.devices.value[0]?.isThere,
        );
        await fakeMidi.plug(page, APC, 'apc');
        await page.waitForFunction(
          () =>
            (window as unknown as PhospheneWindow).phosphene.hands.midi.devices.value[0]?.isThere,
        );
        // The pads are the first of the lights, and fit into what two frames may send.
        const shown = await lights(2);
        expect(shown.filter(([status]) => status === PAD)).toHaveLength(64);
        expect(shown).toContainEqual([PAD, 57, AMBER]);
        await move(9, (i * 29) % 70);
      }
      await framesPass(page, 2);
      expect(await target(page, 'deck.b.level')).toBe(before);
      expect(await devices()).toEqual([APC]);
    },
    REPLUG_TIMEOUT,
  );

  it('is told from its twin, and gets sysex at its pace once that is allowed', async () => {
    await fakeMidi.plug(page, APC, 'twin');
    await fakeMidi.plug(page, 'Launch Control XL', 'xl');
    await page.waitForFunction(
      () => (window as unknown as PhospheneWindow).phosphene.hands.midi.devices.value.length === 3,
    );
    expect(await devices()).toEqual([APC, `${APC} #2`, 'Launch Control XL']);
    await framesPass(page, 12);
    const twin = (await fakeMidi.sent(page, 'twin')).map(({ bytes }) => bytes);
    expect(twin).toContainEqual([PAD, 57, AMBER]);
    expect(await fakeMidi.sent(page, 'xl')).toEqual([]);
    await page.keyboard.press('m');
    const allow = await page.waitForSelector('.hands ::-p-text(Allow sysex)');
    await allow?.click();
    await page.waitForFunction(
      () => (window as unknown as PhospheneWindow).phosphene.hands.midi.hands?.sysex === true,
    );
    await page.keyboard.press('Escape');
    const sent: SentMidi[] = [];
    // The mode, and 48 lights, of which some are off: each in a message of eleven bytes.
    for (let i = 0; i < 40 && sent.length < 49; i++) {
      await framesPass(page, 1);
      sent.push(...(await fakeMidi.sent(page, 'xl')));
    }
    expect(sent[0]?.bytes).toEqual([0xf0, 0, 0x20, 0x29, 2, 0x11, 0x77, 8, 0xf7]);
    expect(sent).toHaveLength(49);
    for (const [i, { at }] of sent.entries()) {
      if (i > 0) expect(at - (sent[i - 1]?.at ?? 0)).toBeGreaterThanOrEqual(1.49);
    }
  });

  it(`loses no last value in a flood of ${FLOOD} messages`, async () => {
    const values = Array.from({ length: FLOOD }, (_, i) => (i * 7) % 128);
    await page.evaluate(async (all) => {
      const { fakeMidi: midi } = window as unknown as {
        fakeMidi: { play(id: string, bytes: readonly number[]): void };
      };
      // In the time of the messages, five a millisecond, however the frames come.
      const started = performance.now();
      let sent = 0;
      while (sent < all.length) {
        const due = Math.min(all.length, Math.ceil((performance.now() - started) * 5));
        for (; sent < due; sent++) midi.play('apc', [0xb0, 56, all[sent] ?? 0]);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      midi.play('apc', [0xb0, 56, 42]);
    }, values);
    await framesPass(page, 2);
    expect(await target(page, 'deck.b.level')).toBeCloseTo(42 / 127);
  });

  it('shows on a control how far a source moves it', async () => {
    await page.evaluate(() => {
      const { send, hand } = (window as unknown as PhospheneWindow).phosphene;
      const isNumber = (id: string) => send.declaration(id).kind === 'number';
      const id = hand.params.value.find(isNumber) ?? '';
      const { choices } = send.declaration('mod.route1.target');
      send.set('mod.route1.source', 1);
      send.set('mod.route1.target', choices.indexOf(id));
      send.set('mod.route1.depth', 0.3);
    });
    await page.waitForSelector('.parameters .fader-reach');
  });

  it('is undone by a key', async () => {
    const before = await target(page, 'master.brightness');
    await page.focus('[data-param="master.brightness"]');
    await page.keyboard.press('Home');
    await framesPass(page, 2);
    expect(await target(page, 'master.brightness')).toBe(0);
    await page.keyboard.press('u');
    await framesPass(page, 2);
    expect(await target(page, 'master.brightness')).toBe(before);
  });

  it.each([
    [1280, 720],
    [390, 844],
  ])('has every control of its panel in its own place at %dx%d', async (width, height) => {
    await page.setViewport({ width, height });
    await page.evaluate(() => {
      (window as unknown as PhospheneWindow).phosphene.handsShown.value = true;
    });
    await page.waitForSelector('.hands[open] .hands-body');
    expect(await page.$$('.hands header .tab')).toHaveLength(4);
    for (let tab = 1; tab <= 4; tab++) {
      // A locator waits until the panel stands still at this size.
      await page.locator(`.hands header .tab:nth-child(${tab})`).click();
      expect(await page.evaluate(panelFaults)).toEqual([]);
    }
    await page.evaluate(() => {
      (window as unknown as PhospheneWindow).phosphene.handsShown.value = false;
    });
    await page.waitForSelector('.hands[open]', { hidden: true });
  });

  it('leaves nothing broken on the page', () => {
    expect(opened.errors).toEqual([]);
  });
});
