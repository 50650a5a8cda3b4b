import { InstrumentError } from '../../core/errors.ts';
import type { Hertz } from '../../core/units.ts';
import type { StereoPcm } from './built-in-track.ts';

/** The built-in track on its way: the opening comes first, the whole loop some seconds later. */
export interface LoadingTrack {
  /** The first {@link OPENING_BARS}; rejects with an InstrumentError when the worker can't run. */
  readonly opening: Promise<StereoPcm>;
  readonly whole: Promise<StereoPcm>;
}

type Channels = StereoPcm['channels'];

function workerFailed(event: Event): InstrumentError {
  const got = event instanceof ErrorEvent ? event.message : 'a worker that did not start';
  const remedy = 'reload the page, or choose a microphone or a file';
  return new InstrumentError({
    subject: 'The built-in track',
    constraint: 'be rendered',
    got,
    remedy,
  });
}

/** What the worker answers at the `count`-th time, from 0. */
function answerOf(worker: Worker, sampleRate: Hertz, count: number): Promise<StereoPcm> {
  return new Promise((resolve, reject) => {
    let answers = 0;
    worker.addEventListener('message', ({ data: channels }: MessageEvent<Channels>) => {
      if (answers++ === count) resolve({ sampleRate, channels });
    });
    worker.addEventListener('error', (event) => reject(workerFailed(event)));
  });
}

/** Renders the built-in track in a worker, so that the page stays free meanwhile. */
export function loadBuiltInTrack(sampleRate: Hertz): LoadingTrack {
  const worker = new Worker(new URL('./render-worker.ts', import.meta.url), { type: 'module' });
  const opening = answerOf(worker, sampleRate, 0);
  const whole = answerOf(worker, sampleRate, 1);
  const end = () => worker.terminate();
  whole.then(end, end);
  worker.postMessage(sampleRate);
  return { opening, whole };
}
