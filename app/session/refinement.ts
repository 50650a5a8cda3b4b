import type { Unit01 } from '../../engine/core/units.ts';
import type { FitMessage, FitTask } from './fit-task.ts';

/** Where a refinement tells how it goes. */
export interface RefinementReports {
  /** After every step. */
  readonly onStep: (offset: Float32Array, done: Unit01) => void;
  readonly onEnd: () => void;
  readonly onFault: (text: string) => void;
}

const openWorker = () =>
  new Worker(new URL('./fit-worker.ts', import.meta.url), { type: 'module' });

/**
 * Fits a style to its picture in a worker of its own, beside everything else.
 * @returns what gives it up
 */
export function startRefinement(
  task: FitTask,
  { onStep, onEnd, onFault }: RefinementReports,
  open: () => Worker = openWorker,
): () => void {
  const worker = open();
  const end = () => {
    worker.onmessage = worker.onerror = null;
    worker.terminate();
  };
  worker.onmessage = ({ data }: MessageEvent<FitMessage>) => {
    if (data.kind === 'step') {
      onStep(data.offset, data.step / data.steps);
      return;
    }
    end();
    if (data.kind === 'end') onEnd();
    else onFault(data.text);
  };
  worker.onerror = ({ message }) => {
    end();
    onFault(message || 'The worker could not be started.');
  };
  worker.postMessage(task);
  return end;
}
