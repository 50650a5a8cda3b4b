/**
 * A device for tests of the `gpu` project, opened as the instrument opens it: by `GpuHost`.
 * A test ends with `expect(gpu.errors).toEqual([])` and `gpu.close()`.
 */

import { setTimeout as wait } from 'node:timers/promises';
import { afterAll } from 'vitest';
import type { GpuContext } from '../../engine/gpu/gpu-context.ts';
import { createGpuHost } from '../../engine/gpu/gpu-host.ts';
import { openGpu } from './dawn.ts';

/** A living context, and what its device complained of. */
export interface OpenedContext {
  readonly context: GpuContext;
  /** Validation errors that nobody caught. Grows. */
  readonly errors: readonly string[];
  /** Gives the device back. */
  close(): void;
}

/**
 * Opens a device of its own on Dawn.
 * @throws {Error} when there is none
 */
export async function openGpuContext(): Promise<OpenedContext> {
  const errors: string[] = [];
  const host = createGpuHost({
    gpu: openGpu(),
    wait: (seconds) => wait(seconds * 1000),
    build: async () => {},
    drop: () => {},
    onStatus: () => {},
    onError: (message) => errors.push(message),
  });
  await host.start();
  if (!host.context) throw new Error(`no device: ${JSON.stringify(host.status)}`);
  return { context: host.context, errors, close: () => host.destroy() };
}

let shared: Promise<OpenedContext> | null = null;
afterAll(async () => {
  (await shared)?.close();
  shared = null;
});

/**
 * The device that the tests of a file share, so that equal shaders are compiled once. The first
 * call opens it; it goes back after the last test. `errors` are those since this call.
 */
export async function sharedGpuContext(): Promise<OpenedContext> {
  shared ??= openGpuContext();
  const { context, errors } = await shared;
  const before = errors.length;
  return {
    context,
    get errors() {
      return errors.slice(before);
    },
    close: () => {},
  };
}
