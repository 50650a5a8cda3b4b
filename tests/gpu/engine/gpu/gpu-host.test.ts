import { afterEach, describe, expect, it } from 'vitest';
import type { GpuContext } from '../../../../engine/gpu/gpu-context.ts';
import { createGpuHost, type GpuHost, type GpuStatus } from '../../../../engine/gpu/gpu-host.ts';
import { openGpu } from '../../../support/dawn.ts';

/** A `GPU` that gives real devices until it is told to refuse. */
function gate(): { gpu: GPU; refuse: boolean } {
  const real = openGpu();
  const state = {
    refuse: false,
    gpu: {
      requestAdapter: (options?: GPURequestAdapterOptions) =>
        state.refuse ? Promise.resolve(null) : real.requestAdapter(options),
    } as unknown as GPU,
  };
  return state;
}

const hosts: GpuHost[] = [];
afterEach(() => {
  for (const host of hosts.splice(0)) host.destroy();
});

type Build = (context: GpuContext) => Promise<void>;

function open(gpu: GPU | undefined, buildMore: Build = async () => {}) {
  const statuses: GpuStatus[] = [];
  const built: GpuContext[] = [];
  const errors: string[] = [];
  let drops = 0;
  const host = createGpuHost({
    gpu,
    wait: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 20)),
    build: async (context) => {
      built.push(context);
      await buildMore(context);
    },
    drop: () => {
      drops += 1;
    },
    onStatus: (status) => statuses.push(status),
    onError: (message) => errors.push(message),
  });
  hosts.push(host);
  return { host, statuses, built, errors, drops: () => drops };
}

const until = async (condition: () => boolean) => {
  for (let i = 0; i < 400 && !condition(); i++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(condition()).toBe(true);
};

describe('createGpuHost', () => {
  it('opens a device, names the adapter, and calls a software adapter software', async () => {
    const { host, statuses } = open(openGpu());
    await host.start();
    const last = statuses.at(-1);
    expect(last?.kind).toBe('ready');
    if (last?.kind === 'ready' && /swiftshader|llvmpipe/i.test(last.adapter.description)) {
      expect(last.adapter.software).toBe(true);
    }
  });

  it('brings a lost device back by itself, twenty times in a row', async () => {
    const { host, built, drops, errors } = open(openGpu());
    await host.start();
    for (let loss = 1; loss <= 20; loss++) {
      const before = host.context;
      before?.device.destroy();
      await until(
        () => host.context !== null && host.context !== before && host.recoveries === loss,
      );
      expect(built).toHaveLength(loss + 1);
      expect(drops()).toBe(loss);
    }
    expect(errors).toEqual([]);
  });

  it('says how to go on when the browser gives no device any more, and takes one back later', async () => {
    const source = gate();
    const { host, statuses } = open(source.gpu);
    await host.start();
    source.refuse = true;
    host.context?.device.destroy();
    await until(() => statuses.at(-1)?.kind === 'refused');
    const refused = statuses.at(-1);
    expect(refused?.kind === 'refused' && refused.message).toMatch(/Open the page in a new window/);
    source.refuse = false;
    await until(() => statuses.at(-1)?.kind === 'ready');
    expect(host.recoveries).toBe(1);
  });

  it('survives a loss while it builds, and ends with one living device', async () => {
    let losses = 0;
    const { host, statuses } = open(openGpu(), async ({ device }) => {
      losses += 1;
      if (losses > 3) return;
      device.destroy();
      await device.lost;
      throw new Error('the device went away');
    });
    await host.start();
    await until(() => statuses.at(-1)?.kind === 'ready');
    expect(statuses.map(({ kind }) => kind)).toEqual(['lost', 'lost', 'lost', 'ready']);
    expect(losses).toBe(4);
  });

  it('says so when something cannot be built, and does not try for ever', async () => {
    const { host, statuses, errors, built } = open(openGpu(), async () => {
      throw new Error('a broken core shader');
    });
    await host.start();
    expect(host.context).toBeNull();
    const last = statuses.at(-1);
    expect(last?.kind === 'unavailable' && last.message).toMatch(/a broken core shader/);
    expect(errors.join()).toMatch(/a broken core shader/);
    expect(built).toHaveLength(1);
  });

  it('says what to do where there is no WebGPU', async () => {
    const { host, statuses } = open(undefined);
    await host.start();
    expect(host.context).toBeNull();
    const last = statuses.at(-1);
    expect(last?.kind === 'unavailable' && last.message).toMatch(/Use a current Chrome/);
  });

  it('reports an error that no unit caught', async () => {
    const { host, errors } = open(openGpu());
    await host.start();
    host.context?.device.createBuffer({ size: 16, usage: 0xffff });
    await until(() => errors.length > 0);
  });
});
