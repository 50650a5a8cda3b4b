import { after } from '../../engine/clock/monotonic.ts';
import { messageOf } from '../../engine/core/errors.ts';
import { loadSafetensors } from '../../engine/inference/weights/load.ts';
import { fitStyle } from '../../models/style/fit/style-fit.ts';
import type { FitMessage, FitTask } from './fit-task.ts';

// The worker that fits a style's own numbers to a dropped picture, one step after the other.

const wait = (seconds: number) => new Promise<void>((resolve) => after(seconds, resolve));
const tell = (message: FitMessage) => self.postMessage(message);

self.onmessage = async ({ data }: MessageEvent<FitTask>) => {
  try {
    const [weights, encoder] = await Promise.all([
      loadSafetensors(data.weights, { wait }),
      loadSafetensors(data.encoder, { wait }),
    ]);
    const { side, code } = data;
    const style = {
      channels: 3,
      height: side,
      width: side,
      data: Float64Array.from(data.picture),
    };
    for (const { step, steps, offset } of fitStyle({ weights, encoder, style, code })) {
      tell({ kind: 'step', step, steps, offset: offset.slice() });
    }
    tell({ kind: 'end' });
  } catch (thrown) {
    tell({ kind: 'fault', text: messageOf(thrown) });
  }
};
