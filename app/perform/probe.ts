import { after } from '../../engine/clock/monotonic.ts';
import { createGpuHost } from '../../engine/gpu/gpu-host.ts';

/** Whether this browser gives a graphics device that is not computed on the processor. */
export async function probeHardware(): Promise<boolean> {
  const host = createGpuHost({
    gpu: navigator.gpu,
    wait: (seconds) =>
      new Promise((resolve) => {
        after(seconds, resolve);
      }),
    build: async () => {},
    drop: () => {},
    onStatus: () => {},
    onError: () => {},
  });
  await host.start();
  const hardware = host.status.kind === 'ready' && !host.status.adapter.software;
  host.destroy();
  return hardware;
}
