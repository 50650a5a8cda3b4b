import type { Seconds } from '../core/units.ts';

/** Rate of frames while no window can be seen: the session goes on, slowly. */
const HIDDEN_INTERVAL: Seconds = 0.1;

/** Calls one function a frame, driven by the display of a window that is visible. */
export interface FrameDriver {
  /** Starts calling. Only one callback exists at a time. */
  start(callback: () => void): void;
  stop(): void;
  /** Adds a window (an output pop-up) whose display can drive the frames. */
  addWindow(window: Window): void;
  removeWindow(window: Window): void;
}

/**
 * A driver over the page's own window and the output windows that are added later. When the
 * window in charge is hidden or closed the next visible one takes over; with none visible a
 * timer goes on at ten frames a second.
 */
export function createFrameDriver(first: Window): FrameDriver {
  const windows: Window[] = [first];
  let callback: (() => void) | null = null;
  let cancel: () => void = () => {};

  const tick = () => {
    schedule();
    callback?.();
  };
  const schedule = () => {
    cancel();
    if (!callback) return;
    const visible = windows.find((w) => !w.closed && w.document.visibilityState === 'visible');
    if (visible) {
      const handle = visible.requestAnimationFrame(tick);
      // A window that is closed or covered never calls back: the timer takes over then.
      const guard = setTimeout(tick, 1000);
      cancel = () => {
        visible.cancelAnimationFrame(handle);
        clearTimeout(guard);
      };
    } else {
      const handle = setTimeout(tick, HIDDEN_INTERVAL * 1000);
      cancel = () => clearTimeout(handle);
    }
  };
  const watch = (window: Window) => window.document.addEventListener('visibilitychange', schedule);
  watch(first);

  return {
    start(next) {
      callback = next;
      schedule();
    },
    stop() {
      callback = null;
      cancel();
    },
    addWindow(window) {
      windows.push(window);
      watch(window);
      schedule();
    },
    removeWindow(window) {
      const index = windows.indexOf(window);
      if (index > 0) windows.splice(index, 1);
      schedule();
    },
  };
}
