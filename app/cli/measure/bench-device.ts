import { after } from '../../../engine/clock/monotonic.ts';
import type { GpuContext } from '../../../engine/gpu/gpu-context.ts';
import { createGpuHost } from '../../../engine/gpu/gpu-host.ts';

/** A device for measuring and for single runs. */
export interface BenchDevice {
  readonly context: GpuContext;
  /** Validation errors. Grows. */
  readonly faults: readonly string[];
  /** Gives the device back. */
  close(): void;
}

/** Opens a device as the instrument opens it. @throws when there is none */
export async function openBenchDevice(gpu: GPU): Promise<BenchDevice> {
  const faults: string[] = [];
  const host = createGpuHost({
    gpu,
    wait: (seconds) =>
      new Promise((resolve) => {
        after(seconds, resolve);
      }),
    build: async () => {},
    drop: () => {},
    onStatus: () => {},
    onError: (message) => faults.push(message),
  });
  await host.start();
  if (!host.context) {
    throw new Error(
      'There is no GPU device. In Node, set VK_DRIVER_FILES to the manifest of a Vulkan 1.3 driver.',
    );
  }
  return { context: host.context, faults, close: () => host.destroy() };
}
