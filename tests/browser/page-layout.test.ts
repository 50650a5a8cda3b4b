import type { Browser, Page } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, serveBuild } from '../support/chromium.ts';
import { openLivePage, send } from '../support/live-page.ts';

/** From this width on the whole instrument is in the window; below, it is one long column. */
const FULL_WIDTH = 1280;

let browser: Browser;
let served: Awaited<ReturnType<typeof serveBuild>>;
let page: Page;

beforeAll(async () => {
  served = await serveBuild();
  browser = await launchChromium();
  ({ page } = await openLivePage(browser, served.address));
  // The fullest state: an effect in every slot, and long names.
  const slots = [1, 2, 3, 4].flatMap((slot) =>
    ['deck.a', 'deck.b', 'master'].map((chain) => [`${chain}.fx${slot}`, slot % 3]),
  );
  await send(page, { ...Object.fromEntries(slots), 'master.freeze': 1 });
});

afterAll(async () => {
  await browser?.close();
  await served?.close();
});

/** Waits until the page is laid out anew; the instrument's frames take far longer. */
const settles = () =>
  page.evaluate(
    () =>
      new Promise<void>((resolve) =>
        requestAnimationFrame(() => requestAnimationFrame(() => resolve())),
      ),
  );

/** What is wrong with the places of the controls, one sentence each. */
function faults(isWhole: boolean): string[] {
  const name = (element: Element) =>
    element.getAttribute('aria-label') ?? element.textContent?.trim() ?? element.className;
  const controls = [...document.querySelectorAll('button, [role=slider], canvas')].filter((one) =>
    one.checkVisibility({ visibilityProperty: true }),
  );
  const found: string[] = [];
  const { scrollWidth, scrollHeight } = document.documentElement;
  if (scrollWidth > innerWidth) found.push(`the page is ${scrollWidth} wide`);
  if (isWhole && scrollHeight > innerHeight) found.push(`the page is ${scrollHeight} high`);

  const boxes = controls.map((element) => ({ element, box: element.getBoundingClientRect() }));
  for (const { element, box } of boxes) {
    if (box.width < 1 || box.height < 1) found.push(`${name(element)} has no size`);
    if (box.left < 0 || box.right > innerWidth + 0.5)
      found.push(`${name(element)} is cut at a side`);
    const scroller = element.closest('.tiles, .parameters-grid');
    const within = scroller?.getBoundingClientRect() ?? {
      top: 0,
      bottom: isWhole ? innerHeight : Number.POSITIVE_INFINITY,
    };
    // Below the fold of a list that scrolls is not cut off; half a control at its top is.
    const isBelow = scroller !== null && box.bottom > within.bottom;
    if (!isBelow && isWhole && (box.bottom > within.bottom + 0.5 || box.top < within.top - 0.5)) {
      found.push(`${name(element)} is cut at the top or the bottom`);
    }
    if (element.scrollWidth > element.clientWidth + 1 && element.matches('.press, .deck-face')) {
      found.push(`the text of ${name(element)} does not fit`);
    }
  }
  for (const [i, one] of boxes.entries()) {
    if (one.element.closest('.programme')) continue; // It stays above what scrolls below it.
    for (const other of boxes.slice(i + 1)) {
      if (one.element.contains(other.element) || other.element.contains(one.element)) continue;
      if (other.element.closest('.programme')) continue;
      const across =
        Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const down =
        Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (across > 0.5 && down > 0.5)
        found.push(`${name(one.element)} lies on ${name(other.element)}`);
    }
  }
  return found;
}

describe('the layout', () => {
  it.each([
    [1280, 720],
    [1440, 900],
    [1920, 1080],
    [2560, 1080],
    [820, 1180],
    [390, 844],
  ])('has every control in its own place at %dx%d', async (width, height) => {
    await page.setViewport({ width, height });
    await settles();
    expect(await page.evaluate(faults, width >= FULL_WIDTH)).toEqual([]);
  });

  it('is measured by a test that sees a control on another, and one that is cut', async () => {
    await page.setViewport({ width: 1280, height: 720 });
    const style = await page.addStyleTag({ content: '.go { transform: translate(120px, 0); }' });
    await settles();
    expect(await page.evaluate(faults, true)).toContainEqual(
      expect.stringMatching(/^Go.* lies on /),
    );
    await style.evaluate((element) => {
      (element as HTMLStyleElement).textContent = '.windows { transform: translate(40px, 0); }';
    });
    await settles();
    expect(await page.evaluate(faults, true)).toContainEqual('Keys is cut at a side');
    await style.evaluate((element) => (element as Element).remove());
  });

  it('begins with programme, crossfader and scenes on a phone', async () => {
    await page.setViewport({ width: 390, height: 844 });
    await settles();
    const tops = await page.$$eval('.programme, .mix, .scenes, .parameters, .deck', (all) =>
      all
        .map((one) => ({ name: one.className.split(' ')[0], top: one.getBoundingClientRect().top }))
        .sort((one, other) => one.top - other.top)
        .map(({ name }) => name),
    );
    expect(tops).toEqual(['programme', 'mix', 'scenes', 'parameters', 'deck', 'deck']);
  });

  it('makes the programme the largest picture by far', async () => {
    await page.setViewport({ width: 1280, height: 720 });
    await settles();
    const areas = await page.$$eval('canvas', (all) =>
      all.map((one) => ({
        isProgramme: one.closest('.programme') !== null,
        area: one.clientWidth * one.clientHeight,
      })),
    );
    const programme = areas.find(({ isProgramme }) => isProgramme)?.area ?? 0;
    const others = areas.filter(({ isProgramme }) => !isProgramme).map(({ area }) => area);
    expect(programme).toBeGreaterThan(4 * Math.max(...others));
  });
});
