/** GPU time by section of the frame, measured outside the frame path. */
export interface GpuTimer {
  /** Timestamp writes for a pass of a section, or undefined when the frame has too many passes. */
  span(section: string): GPUComputePassTimestampWrites | undefined;
  /** Adds the resolve to the frame's encoder. */
  resolve(encoder: GPUCommandEncoder): void;
  /** Starts reading a resolved frame after its submit; never waited for. */
  collect(): void;
  /** Mean milliseconds a frame by section since the last call of {@link reset}. */
  milliseconds(): Record<string, number>;
  reset(): void;
  destroy(): void;
}

const MAX_PASSES = 256;
const NANOSECONDS_PER_MILLISECOND = 1e6;

/**
 * A timer on a device with `timestamp-query`, or null without. It reads results back when they
 * are ready, so it is switched on for benchmarks and for a meter, never for a show by default.
 */
export function createGpuTimer(device: GPUDevice): GpuTimer | null {
  if (!device.features.has('timestamp-query')) return null;
  const querySet = device.createQuerySet({ type: 'timestamp', count: MAX_PASSES * 2 });
  const bytes = MAX_PASSES * 2 * 8;
  const resolved = device.createBuffer({
    label: 'timer resolve',
    size: bytes,
    usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
  });
  const staging = device.createBuffer({
    label: 'timer staging',
    size: bytes,
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
  });
  let sections: string[] = [];
  let copied: string[] | null = null;
  let reading = false;
  let totals = new Map<string, number>();
  let frames = 0;

  const read = async (labels: string[]) => {
    await staging.mapAsync(GPUMapMode.READ);
    const stamps = new BigUint64Array(staging.getMappedRange());
    labels.forEach((label, i) => {
      const span = Number((stamps[i * 2 + 1] ?? 0n) - (stamps[i * 2] ?? 0n));
      totals.set(label, (totals.get(label) ?? 0) + Math.max(0, span) / NANOSECONDS_PER_MILLISECOND);
    });
    frames += 1;
    staging.unmap();
  };

  return {
    span(section) {
      const index = sections.length;
      if (index >= MAX_PASSES) return undefined;
      sections.push(section);
      return {
        querySet,
        beginningOfPassWriteIndex: index * 2,
        endOfPassWriteIndex: index * 2 + 1,
      };
    },
    resolve(encoder) {
      if (sections.length > 0 && !reading) {
        encoder.resolveQuerySet(querySet, 0, sections.length * 2, resolved, 0);
        encoder.copyBufferToBuffer(resolved, 0, staging, 0, sections.length * 16);
        copied = sections;
      }
      sections = [];
    },
    collect() {
      if (!copied || reading) return;
      reading = true;
      const labels = copied;
      copied = null;
      read(labels).then(
        () => {
          reading = false;
        },
        // The device was lost while it was read: this timer ends with it.
        () => {},
      );
    },
    milliseconds: () =>
      Object.fromEntries([...totals].map(([label, total]) => [label, total / Math.max(1, frames)])),
    reset() {
      totals = new Map();
      frames = 0;
    },
    destroy() {
      querySet.destroy();
      resolved.destroy();
      staging.destroy();
    },
  };
}
