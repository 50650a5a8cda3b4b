import { fail } from '../../core/errors.ts';
import type { Hertz } from '../../core/units.ts';
import type { StereoPcm } from './built-in-track.ts';

/**
 * Renders the built-in track in a worker, so that the page stays free meanwhile.
 * @throws InstrumentError when the worker can't run.
 */
export async function loadBuiltInTrack(sampleRate: Hertz): Promise<StereoPcm> {
  const worker = new Worker(new URL('./render-worker.ts', import.meta.url), { type: 'module' });
  try {
    const channels = await new Promise<StereoPcm['channels']>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<StereoPcm['channels']>) => resolve(data);
      worker.onerror = reject;
      worker.postMessage(sampleRate);
    });
    return { sampleRate, channels };
  } catch (cause) {
    const got = cause instanceof ErrorEvent ? cause.message : 'a worker that did not start';
    const remedy = 'reload the page, or choose a microphone or a file';
    return fail(
      { subject: 'The built-in track', constraint: 'be rendered', got, remedy },
      { cause },
    );
  } finally {
    worker.terminate();
  }
}
