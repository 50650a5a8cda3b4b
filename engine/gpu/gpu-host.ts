import { messageOf } from '../core/errors.ts';
import type { Seconds } from '../core/units.ts';
import { type AdapterDescription, describeAdapter } from './adapter.ts';
import { createGpuContext, type GpuContext } from './gpu-context.ts';

/** Where the graphics device stands, in words that a performer can use. */
export type GpuStatus =
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready'; readonly adapter: AdapterDescription }
  | { readonly kind: 'lost'; readonly message: string }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'unavailable'; readonly message: string };

/** Owner of the graphics device. */
export interface GpuHost {
  /** The living context, or null while there is none. */
  readonly context: GpuContext | null;
  readonly status: GpuStatus;
  /** How often a lost device came back. */
  readonly recoveries: number;
  /** Asks for the first device; resolves when everything on it is built, or it is refused. */
  start(): Promise<void>;
  /** Gives the device back for good. */
  destroy(): void;
}

/** What the host needs from its session. */
export interface GpuHostOptions {
  /** `navigator.gpu`, Dawn's in Node, or undefined where there is none. */
  readonly gpu: GPU | undefined;
  readonly wait: (seconds: Seconds) => Promise<void>;
  /**
   * Builds everything on a fresh device, in ladder order. When `isCurrent` says no at its end, the
   * device was lost meanwhile: it throws away what it made.
   */
  readonly build: (context: GpuContext, isCurrent: () => boolean) => Promise<void>;
  /** Drops everything that lived on the device that is gone. */
  readonly drop: () => void;
  readonly onStatus: (status: GpuStatus) => void;
  /** An error that no unit caught: a validation error on the device. */
  readonly onError: (message: string) => void;
}

const WANTED_FEATURES = [
  'shader-f16',
  'subgroups',
  'timestamp-query',
  'float32-filterable',
] as const satisfies readonly GPUFeatureName[];

const WANTED_LIMITS = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxTextureDimension2D',
  'maxStorageBuffersPerShaderStage',
  'maxStorageTexturesPerShaderStage',
] as const;

/** Pauses before the next attempt to get a device; the last one repeats. */
const RETRY_PAUSES: readonly Seconds[] = [0, 0.05, 0.2, 0.5, 1, 2, 5, 10];
/** Attempts that fail before the performer is told how to go on. */
const ATTEMPTS_UNTIL_REFUSED = 4;

const NO_WEBGPU =
  'This browser offers no WebGPU, so there is no picture. Use a current Chrome, Edge or Safari, ' +
  'on https or localhost; on Linux start Chrome with --enable-unsafe-webgpu.';
const REFUSED =
  'The browser gives this page no graphics device any more (it stops after several losses). ' +
  'Sound, parameters and recording of sound go on. Open the page in a new window, or restart ' +
  'the browser, to have the picture back; it is asked for again every few seconds.';

async function openDevice(gpu: GPU): Promise<{ device: GPUDevice; adapter: AdapterDescription }> {
  const adapter =
    (await gpu.requestAdapter({ powerPreference: 'high-performance' })) ??
    (await gpu.requestAdapter());
  if (!adapter) throw new Error('no adapter');
  const requiredLimits: Record<string, number> = {};
  for (const name of WANTED_LIMITS) requiredLimits[name] = adapter.limits[name];
  const device = await adapter.requestDevice({
    label: 'phosphene',
    requiredFeatures: WANTED_FEATURES.filter((feature) => adapter.features.has(feature)),
    requiredLimits,
  });
  return { device, adapter: describeAdapter(adapter) };
}

/**
 * The only caller of `requestAdapter` and `requestDevice`. When the device is lost it drops what
 * lived there, asks for a fresh adapter until it gets one, and has everything built again.
 */
export function createGpuHost(options: GpuHostOptions): GpuHost {
  const { gpu, wait, build, drop, onStatus, onError } = options;
  let context: GpuContext | null = null;
  let status: GpuStatus = { kind: 'starting' };
  let recoveries = 0;
  let ended = false;

  const setStatus = (next: GpuStatus) => {
    status = next;
    onStatus(next);
  };

  const watch = (device: GPUDevice) => {
    device.onuncapturederror = (event) => onError(event.error.message);
    device.lost.then((info) => {
      if (ended || context?.device !== device) return;
      drop();
      context = null;
      setStatus({
        kind: 'lost',
        message: `The graphics device was lost (${info.message || info.reason}).`,
      });
      void obtain(true);
    });
  };

  /**
   * Opens a device and builds on it; false when it was lost meanwhile.
   * @throws when there is no device, or it cannot be built on
   */
  const attempt = async (source: GPU): Promise<boolean> => {
    const { device, adapter } = await openDevice(source);
    const fresh = createGpuContext(device, adapter);
    const isCurrent = () => context === fresh && !ended;
    context = fresh;
    watch(device);
    try {
      await build(fresh, isCurrent);
    } catch (thrown) {
      // Building on a device that is lost meanwhile may fail: its loss has begun another attempt.
      if (isCurrent()) throw thrown;
    }
    if (isCurrent()) setStatus({ kind: 'ready', adapter });
    return isCurrent();
  };

  /** Ends the attempts: a device is there, but something cannot be built on any. */
  const giveUp = (thrown: unknown): void => {
    const message = `The picture cannot be built on this device: ${messageOf(thrown)}`;
    onError(message);
    drop();
    const failed = context;
    context = null;
    failed?.destroy();
    failed?.device.destroy();
    setStatus({ kind: 'unavailable', message });
  };

  const obtain = async (again: boolean): Promise<void> => {
    if (!gpu) return setStatus({ kind: 'unavailable', message: NO_WEBGPU });
    for (let tries = 0; !ended; tries++) {
      await wait(RETRY_PAUSES[Math.min(tries, RETRY_PAUSES.length - 1)] ?? 10);
      try {
        if ((await attempt(gpu)) && again) recoveries += 1;
        return;
      } catch (thrown) {
        if (context) return giveUp(thrown);
        if (tries + 1 === ATTEMPTS_UNTIL_REFUSED) {
          setStatus(
            again
              ? { kind: 'refused', message: REFUSED }
              : { kind: 'unavailable', message: NO_WEBGPU },
          );
          if (!again) return void retrySlowly();
        }
      }
    }
  };

  const retrySlowly = async () => {
    while (!ended && !context && gpu) {
      await wait(10);
      await attempt(gpu).catch(() => false);
    }
  };

  return {
    get context() {
      return context;
    },
    get status() {
      return status;
    },
    get recoveries() {
      return recoveries;
    },
    start: () => obtain(false),
    destroy() {
      ended = true;
      drop();
      context?.destroy();
      context?.device.destroy();
      context = null;
    },
  };
}
