import { createFrameDriver } from '../../engine/clock/frame-driver.ts';
import { monotonicSeconds } from '../../engine/clock/monotonic.ts';
import type { BenchStage } from './stage.ts';

/** Called with the JavaScript milliseconds of a frame. */
type TakeTime = (frame: number, milliseconds: number) => void;

/** Something that a hand would do while it plays: one move a frame. */
function move({ instrument }: BenchStage, frame: number): void {
  const value = 0.5 + 0.25 * Math.sin(frame / 20);
  instrument.bus.send({ id: 'mixer.crossfade', value, sender: 'bench' });
}

/**
 * Plays frames, driven by the display as in the page.
 * @param options.wait waits for the GPU after each frame, outside of what is measured
 */
export function playFrames(
  stage: BenchStage,
  frames: number,
  options: { wait: boolean; take?: TakeTime },
): Promise<void> {
  const { instrument, notices } = stage;
  const driver = createFrameDriver(window);
  return new Promise((resolve, reject) => {
    let frame = 0;
    let waiting = false;
    const end = (problem: string | undefined) => {
      driver.stop();
      if (problem === undefined) resolve();
      else reject(new Error(problem));
    };
    driver.start(() => {
      if (waiting) return;
      if (frame === frames || notices.length > 0) return end(notices[0]);
      move(stage, frame);
      const start = monotonicSeconds();
      instrument.frame();
      options.take?.(frame, (monotonicSeconds() - start) * 1000);
      frame += 1;
      if (!options.wait) return;
      waiting = true;
      instrument.gpu?.context.device.queue.onSubmittedWorkDone().then(() => {
        waiting = false;
      });
    });
  });
}

/**
 * Destroys the device and plays on until there are frames on a fresh one.
 * @returns milliseconds from the loss to the first frame on the new device
 */
export function playThroughLoss({ instrument }: BenchStage): Promise<number> {
  const driver = createFrameDriver(window);
  const lost = instrument.gpu?.context.device;
  const start = monotonicSeconds();
  lost?.destroy();
  return new Promise((resolve) => {
    driver.start(() => {
      instrument.frame();
      const device = instrument.gpu?.context.device;
      if (!device || device === lost) return;
      driver.stop();
      resolve((monotonicSeconds() - start) * 1000);
    });
  });
}
