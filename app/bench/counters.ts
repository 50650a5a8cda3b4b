/** Counts what every device of the page is asked to do. */
export interface GpuCounters {
  submits: number;
  readbacks: number;
}

/**
 * Counts submits and readbacks from now on, whoever asks for them: the methods themselves are
 * replaced, which nothing but a measurement may do.
 */
export function countGpuCalls(): GpuCounters {
  const counters = { submits: 0, readbacks: 0 };
  const { submit } = GPUQueue.prototype;
  GPUQueue.prototype.submit = function (this: GPUQueue, buffers) {
    counters.submits += 1;
    return submit.call(this, buffers);
  };
  const { mapAsync } = GPUBuffer.prototype;
  GPUBuffer.prototype.mapAsync = function (this: GPUBuffer, ...options) {
    counters.readbacks += 1;
    return mapAsync.apply(this, options);
  };
  return counters;
}
