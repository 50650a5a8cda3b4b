/** The second window: says that it is there, fills a screen on a double-click, hides the mouse. */

import { after } from '../engine/clock/monotonic.ts';
import type { Seconds } from '../engine/core/units.ts';
import { OUTPUT_CHANNEL, OUTPUT_READY } from '../engine/output/window-output.ts';
import { toggleFullScreen } from './session/full-screen.ts';

/** The mouse is hidden when it has rested this long. */
const IDLE: Seconds = 2;

function announce(): void {
  const page = window.opener as Window | null;
  page?.postMessage(OUTPUT_READY, location.origin);
}

function hideIdleMouse(): void {
  let cancel = () => {};
  document.addEventListener('pointermove', () => {
    document.body.classList.remove('idle');
    cancel();
    cancel = after(IDLE, () => document.body.classList.add('idle'));
  });
}

new BroadcastChannel(OUTPUT_CHANNEL).onmessage = announce;
document.addEventListener('dblclick', () => void toggleFullScreen(document.documentElement));
hideIdleMouse();
announce();
