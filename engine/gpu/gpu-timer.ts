/** GPU time by section of the frame, measured outside the frame path. */
export interface GpuTimer {
  /** Whether passes of a section are measured, and so have to be apart from others. */
  measures(section: string): boolean;
  /**
   * Timestamp writes for a pass of a section, or undefined when it is not measured or the frame has
   * too many passes.
   * @param tag number by which `onPass` knows the pass again
   */
  span(section: string, tag?: number): GPUComputePassTimestampWrites | undefined;
  /** Adds the resolve to the frame's encoder. */
  resolve(encoder: GPUCommandEncoder): void;
  /** Starts reading a resolved frame after its submit; never waited for. */
  collect(): void;
  /** Mean milliseconds a frame by section since the last call of {@link reset}. */
  milliseconds(): Record<string, number>;
  reset(): void;
  destroy(): void;
}

/** What a timer measures, and whom it tells. */
export interface GpuTimerOptions {
  /** Sections to measure; all unless given. */
  readonly only?: (section: string) => boolean;
  /** Told of every measured pass some frames later. */
  readonly onPass?: (tag: number, milliseconds: number) => void;
}

const MAX_PASSES = 256;
const NANOSECONDS_PER_MILLISECOND = 1e6;

interface TimedPass {
  readonly section: string;
  readonly tag: number;
}

/**
 * A timer on a device with `timestamp-query`, or null without. It reads results back when they
 * are ready and nobody waits for them. In a show it measures nets alone.
 */
export function createGpuTimer(device: GPUDevice, options: GpuTimerOptions = {}): GpuTimer | null {
  const { only = () => true, onPass } = options;
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
  let sections: TimedPass[] = [];
  let copied: TimedPass[] | null = null;
  let reading = false;
  let totals = new Map<string, number>();
  let frames = 0;

  const read = async (passes: readonly TimedPass[]) => {
    await staging.mapAsync(GPUMapMode.READ);
    const stamps = new BigUint64Array(staging.getMappedRange());
    passes.forEach(({ section, tag }, i) => {
      const span = Number((stamps[i * 2 + 1] ?? 0n) - (stamps[i * 2] ?? 0n));
      const milliseconds = Math.max(0, span) / NANOSECONDS_PER_MILLISECOND;
      totals.set(section, (totals.get(section) ?? 0) + milliseconds);
      if (tag >= 0) onPass?.(tag, milliseconds);
    });
    frames += 1;
    staging.unmap();
  };

  return {
    measures: only,
    span(section, tag = -1) {
      const index = sections.length;
      if (index >= MAX_PASSES || !only(section)) return undefined;
      sections.push({ section, tag });
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
      const passes = copied;
      copied = null;
      read(passes).then(
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
