import { monotonicSeconds } from '../../engine/clock/monotonic.ts';

/** Counts what every device of the page is asked to do. */
export interface GpuCounters {
  submits: number;
  readbacks: number;
  /** Milliseconds within submits: the browser hands the frame's commands to its GPU process. */
  submitMs: number;
}

/**
 * Counts submits and readbacks from now on, whoever asks for them: the methods themselves are
 * replaced, which nothing but a measurement may do.
 */
export function countGpuCalls(): GpuCounters {
  const counters = { submits: 0, readbacks: 0, submitMs: 0 };
  const { submit } = GPUQueue.prototype;
  GPUQueue.prototype.submit = function (this: GPUQueue, buffers) {
    counters.submits += 1;
    const start = monotonicSeconds();
    submit.call(this, buffers);
    counters.submitMs += (monotonicSeconds() - start) * 1000;
  };
  const { mapAsync } = GPUBuffer.prototype;
  GPUBuffer.prototype.mapAsync = function (this: GPUBuffer, ...options) {
    counters.readbacks += 1;
    return mapAsync.apply(this, options);
  };
  return counters;
}
