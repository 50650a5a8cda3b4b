import { describe, expect, it } from 'vitest';
import { createFrameDriver } from '../../../../engine/clock/frame-driver.ts';

/** A window that shows frames when told to. */
class FakeWindow {
  closed = false;
  #state: DocumentVisibilityState = 'visible';
  #frames = new Map<number, () => void>();
  #listeners: (() => void)[] = [];
  #next = 1;
  readonly document: object;

  constructor() {
    const state = () => this.#state;
    const listeners = this.#listeners;
    this.document = {
      get visibilityState() {
        return state();
      },
      addEventListener: (_: string, listener: () => void) => listeners.push(listener),
    };
  }

  requestAnimationFrame(callback: () => void): number {
    this.#frames.set(this.#next, callback);
    return this.#next++;
  }

  cancelAnimationFrame(handle: number): void {
    this.#frames.delete(handle);
  }

  /** Displays one frame; returns whether anything was asked for it. */
  display(): boolean {
    const waiting = [...this.#frames.values()];
    this.#frames.clear();
    for (const callback of waiting) callback();
    return waiting.length > 0;
  }

  setVisible(visible: boolean): void {
    this.#state = visible ? 'visible' : 'hidden';
    for (const listener of this.#listeners) listener();
  }
}

const open = () => {
  const main = new FakeWindow();
  const driver = createFrameDriver(main as unknown as Window);
  return { main, driver };
};

describe('createFrameDriver', () => {
  it('draws one frame a display frame of the main window', () => {
    const { main, driver } = open();
    let frames = 0;
    driver.start(() => frames++);
    for (let i = 0; i < 5; i++) main.display();
    expect(frames).toBe(5);
    driver.stop();
    expect(main.display()).toBe(false);
    expect(frames).toBe(5);
  });

  it('is driven by an output window while the main one is hidden, and never by both', () => {
    const { main, driver } = open();
    const output = new FakeWindow();
    let frames = 0;
    driver.start(() => frames++);
    driver.addWindow(output as unknown as Window);
    expect(output.display()).toBe(false);
    main.setVisible(false);
    expect(main.display()).toBe(false);
    expect(output.display()).toBe(true);
    expect(frames).toBe(1);
    main.setVisible(true);
    expect(output.display()).toBe(false);
    expect(main.display()).toBe(true);
    driver.stop();
  });

  it('goes on by a timer when no window can be seen', async () => {
    const { main, driver } = open();
    let frames = 0;
    driver.start(() => frames++);
    main.setVisible(false);
    await new Promise((resolve) => setTimeout(resolve, 350));
    driver.stop();
    expect(frames).toBeGreaterThanOrEqual(2);
  });
});
