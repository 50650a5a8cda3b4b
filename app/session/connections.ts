import { type ReadonlySignal, signal } from '@preact/signals';
import type { FrameDriver } from '../../engine/clock/frame-driver.ts';
import { messageOf } from '../../engine/core/errors.ts';
import type { Size } from '../../engine/core/units.ts';
import type { GpuStatus } from '../../engine/gpu/gpu-host.ts';
import { createVideoInput } from '../../engine/input/video-input.ts';
import { createWindowOutput, type WindowOutput } from '../../engine/output/window-output.ts';
import type { Instrument } from '../../engine/session/instrument.ts';
import type { Notice } from '../../engine/session/notices.ts';
import { watchPicture } from './eyes.ts';
import type { Ticks } from './ticks.ts';

/** Frames on a device before the thumbnails come: the programme is built first. */
const THUMBNAILS_AFTER = 20;

/** Connects the sources of the picture; the demo source is shown until one is chosen. */
export function connectPicture(instrument: Instrument) {
  const picture = createVideoInput({ report: instrument.notices.say });
  const pictureState = signal(picture.state);
  picture.onChange(() => {
    pictureState.value = picture.state;
  });
  const watched = watchPicture(picture, instrument.notices.say);
  instrument.setVideo(watched);
  return { picture, pictureState, endWatching: watched.dispose };
}

/** Turns what the instrument says of its device and to its player into signals. */
export function connectStatus(instrument: Instrument) {
  const { notices } = instrument;
  const status = signal<GpuStatus>(instrument.host.status);
  const notice = signal<Notice | null>(notices.latest);
  let wasLost = false;
  notices.onNotice((next) => {
    notice.value = next;
  });
  instrument.onStatus((next) => {
    status.value = next;
    if (next.kind === 'ready') {
      if (wasLost) notices.say('The graphics device is back.');
      wasLost = false;
    } else if (next.kind !== 'starting') {
      notices.say(next.message);
      wasLost = true;
    }
  });
  return { status, notice };
}

/** What the page does with every frame. */
export interface FrameWork {
  readonly ticks: Ticks;
  /** Whether the scenes have live thumbnails. */
  readonly thumbnails: boolean;
  /** Called right after the frame, while its canvases can still be read. */
  readonly listeners: ReadonlySet<() => void>;
}

/**
 * The frame of a live session, left out while the device is behind; one that fails is told, not
 * thrown, and the next one follows.
 */
export function createFrame(instrument: Instrument, work: FrameWork): () => void {
  const { ticks, thumbnails, listeners } = work;
  let frames = 0;
  instrument.onStatus(({ kind }) => {
    frames = 0;
    // A device that comes back is to draw the programme before it draws thumbnails.
    if (kind === 'lost') instrument.showThumbnails(false);
  });
  return () => {
    if (instrument.busy) return;
    try {
      instrument.frame();
    } catch (thrown) {
      instrument.notices.say(`A frame failed: ${messageOf(thrown)}`);
    }
    for (const listener of listeners) listener();
    ticks.frame();
    if (instrument.gpu) frames += 1;
    if (frames === THUMBNAILS_AFTER) instrument.showThumbnails(thumbnails);
  };
}

/** The second window, with a signal of whether it is open. */
export function connectWindow(
  instrument: Instrument,
  options: {
    readonly page: Window;
    readonly driver: FrameDriver;
    readonly size: ReadonlySignal<Size | null>;
    readonly onWindow: (output: Window) => void;
  },
): { output: WindowOutput; secondWindow: ReadonlySignal<boolean> } {
  const { page, driver, size, onWindow } = options;
  const secondWindow = signal(false);
  const output = createWindowOutput({
    page,
    address: 'app/output.html',
    outputs: instrument.outputs,
    driver,
    programmeSize: () => size.value,
    report: instrument.notices.say,
    onWindow,
  });
  output.onChange(() => {
    secondWindow.value = output.isOpen;
  });
  size.subscribe(() => output.resize());
  return { output, secondWindow };
}
