import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { FrameTime } from '../../../../engine/core/frame-time.ts';
import { FrameEncoder } from '../../../../engine/gpu/frame-encoder.ts';
import type { GpuContext } from '../../../../engine/gpu/gpu-context.ts';
import { createGpuHost, type GpuHost } from '../../../../engine/gpu/gpu-host.ts';
import { createGpuTimer } from '../../../../engine/gpu/gpu-timer.ts';
import { readTexture } from '../../../../engine/gpu/readback.ts';
import { runReference } from '../../../../engine/inference/graph.ts';
import { createNetShelf, type NetShelf } from '../../../../engine/inference/net-shelf.ts';
import { createNets, NET_SECTION, type NetsGpu } from '../../../../engine/inference/nets.ts';
import { type PictureNet, shownWholly } from '../../../../engine/inference/picture-net.ts';
import type { Pace } from '../../../../engine/inference/scheduler.ts';
import { tensor } from '../../../../engine/inference/tensor.ts';
import { openGpu } from '../../../support/dawn.ts';
import { waveTexture } from '../../../support/moving-texture.ts';
import { createPicture, fromHalf, paint, readPicture, toHalf } from '../../../support/pictures.ts';
import { testNet } from '../../../support/test-nets.ts';

const SIZE = { width: 64, height: 36 };
const wave = waveTexture(3);
const colour = (x: number, y: number): [number, number, number] => [
  wave(x, y),
  wave(x + 50, y),
  wave(x, y + 50),
];

/** Everything on one device that nets stand among. */
interface Floor {
  readonly context: GpuContext;
  readonly picture: GPUTexture;
  readonly nets: NetsGpu;
  readonly encoder: FrameEncoder;
  dispose(): void;
}

const hosts: GpuHost[] = [];
const errors: string[] = [];
afterEach(() => {
  for (const host of hosts.splice(0)) host.destroy();
  expect(errors.splice(0)).toEqual([]);
});

/** Opens a device and puts nets on it, and again after each loss. */
async function open(shelf: NetShelf, pace: Pace) {
  const state = { floor: null as Floor | null, notices: [] as string[], measured: 0 };
  const tint = new Float32Array([1, 1, 1]);
  const show = shownWholly();
  const directions = new Map([['tint', { numbers: { tint }, show }]]);
  const host = createGpuHost({
    gpu: openGpu(),
    wait: (seconds) => wait(seconds * 1000),
    async build(context) {
      const picture = createPicture(context, SIZE);
      paint(context, picture, colour);
      // The picture stands: it is its own luma, and nothing flows.
      const step = createPicture(context, SIZE);
      const nets = createNets(context, {
        shelf,
        pace,
        tuning: null,
        picture,
        luma: picture,
        motion: step,
        step,
        detail: 1,
        report: (message) => state.notices.push(message),
      });
      const timer = createGpuTimer(context.device, {
        only: (section) => section.startsWith(NET_SECTION),
        onPass: (tag, milliseconds) => {
          state.measured += 1;
          nets.measured(tag, milliseconds);
        },
      });
      const encoder = new FrameEncoder(context.device, timer);
      state.floor = {
        context,
        picture,
        nets,
        encoder,
        dispose() {
          timer?.destroy();
          nets.dispose();
          picture.destroy();
          step.destroy();
        },
      };
    },
    drop() {
      state.floor?.dispose();
      state.floor = null;
    },
    onStatus: () => {},
    onError: (message) => errors.push(message),
  });
  hosts.push(host);
  await host.start();
  const floor = () => {
    if (!state.floor) throw new Error('There is no device.');
    return state.floor;
  };
  let index = 0;
  const frame = (...names: string[]) => {
    const { nets, encoder, context } = floor();
    const time = { index, seconds: index / 30, delta: 1 / 30 } as FrameTime;
    index += 1;
    const playing = new Set(names.map((name) => `net.${name}`));
    encoder.begin();
    nets.play(playing);
    nets.encode(encoder, { time, shown: playing, share: 0.35, directions });
    context.arena.flush();
    encoder.finish();
  };
  /** Plays until a net is there, then `count` frames. */
  const play = async (count: number, ...names: string[]) => {
    frame(...names);
    await floor().nets.settled();
    for (let i = 0; i < count; i++) frame(...names);
  };
  return { state, floor, frame, play, tint, show };
}

const shelfOf = (...nets: PictureNet[]) =>
  createNetShelf(nets, () => Promise.reject(new Error('These nets have no weights.')));
const inFrames = (framesPerPass: number): Pace => ({ kind: 'frames', framesPerPass });

/** The picture as a net's input: what half floats hold of it. */
function seenPicture() {
  const values = new Float32Array(SIZE.width * SIZE.height * 4);
  for (let i = 0; i < values.length; i++) {
    const [x, y] = [Math.floor(i / 4) % SIZE.width, Math.floor(i / 4 / SIZE.width)];
    values[i] = fromHalf(toHalf(i % 4 === 3 ? 1 : (colour(x, y)[i % 4] ?? 0)));
  }
  return tensor([SIZE.height, SIZE.width, 4], values);
}

async function expected(net: PictureNet): Promise<Float32Array> {
  const { graph } = await net.load(() => Promise.reject(new Error('no weights')));
  const sizes = { picture: SIZE, regions: SIZE, output: net.outputSize(SIZE, 1) };
  const { made } = runReference(graph(sizes), { picture: seenPicture() });
  return Float32Array.from(made?.data ?? []);
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++)
    largest = Math.max(largest, Math.abs((a[i] ?? 0) - (b[i] ?? 0)));
  return largest;
}

const bytesOf = async ({ context }: Floor, texture: GPUTexture) =>
  new Uint8Array((await readTexture(context.device, texture)).data);

describe('nets among the frame', () => {
  it.each(['blur', 'edges'] as const)(
    'shows what the reference of the net %s makes',
    async (kind) => {
      const net = testNet(kind);
      const { floor, play, state } = await open(shelfOf(net), inFrames(1));
      await play(2, kind);
      const shown = await readPicture(floor().context, floor().nets.texture(kind));
      expect(largestDifference(shown, await expected(net))).toBeLessThan(2e-3);
      expect(state.notices).toEqual([]);
    },
  );

  it('makes the same of a net whole and in slices, to the bit', async () => {
    const net = testNet('edges');
    const whole = await open(shelfOf(net), inFrames(1));
    const sliced = await open(shelfOf(net), inFrames(5));
    await whole.play(2, 'edges');
    await sliced.play(12, 'edges');
    const [a, b] = await Promise.all(
      [whole, sliced].map(({ floor }) => bytesOf(floor(), floor().nets.texture('edges'))),
    );
    expect(a).toEqual(b);
  });

  it('keeps the picture that a pass saw until it ends', async () => {
    const net = testNet('blur');
    const { floor, play, frame } = await open(shelfOf(net), inFrames(4));
    await play(1, 'blur');
    paint(floor().context, floor().picture, () => [0, 0, 0]);
    for (let i = 0; i < 3; i++) frame('blur');
    expect(floor().nets.state('blur').result.index).toBe(1);
    // What stands there now is black: the result fades in over what was nothing.
    const shown = await readPicture(floor().context, floor().nets.texture('blur'));
    expect(Math.max(...shown)).toBeGreaterThan(0.3);
  });

  it('tells a pass its numbers as it begins, and nothing of what changes meanwhile', async () => {
    const { floor, play, frame, tint } = await open(shelfOf(testNet('tint')), inFrames(4));
    const mean = async (channel: number) => {
      const shown = await readPicture(floor().context, floor().nets.texture('tint'));
      const own = shown.filter((_, i) => i % 4 === channel);
      return own.reduce((sum, value) => sum + value, 0) / own.length;
    };
    tint.set([1, 0, 0]);
    await play(1, 'tint');
    tint.set([0, 1, 0]);
    for (let i = 0; i < 3; i++) frame('tint');
    expect(await mean(0)).toBeGreaterThan(0.05);
    expect(await mean(1)).toBe(0);
    // The next pass is told, and its result fades in.
    for (let i = 0; i < 7; i++) frame('tint');
    expect(await mean(0)).toBe(0);
    expect(await mean(1)).toBeGreaterThan(0.05);
  });

  it('shows a net over what it sees, as large, as much as it is told', async () => {
    const net = { ...testNet('tint', { standIn: 'picture' }), shown: 'over' as const };
    const { floor, play, frame, tint, show } = await open(shelfOf(net), inFrames(1));
    tint.set([0, 1, 0]);
    await play(8, 'tint');
    const texture = floor().nets.texture('tint');
    expect([texture.width, texture.height]).toEqual([SIZE.width, SIZE.height]);
    const read = () => readPicture(floor().context, texture);
    const green = await read();
    expect(Math.max(...green.filter((_, i) => i % 4 === 0))).toBeLessThan(0.1);
    show.strength = 0;
    frame('tint');
    expect(largestDifference(await read(), seenPicture().data)).toBeLessThan(1e-3);
    show.strength = 1;
    show.colours = 1;
    frame('tint');
    // Its own colours: no channel is lost where the picture has it.
    const coloured = await read();
    expect(Math.max(...coloured.filter((_, i) => i % 4 === 0))).toBeGreaterThan(0.2);
    show.mask = 1;
    show.level = 0.5;
    frame('tint');
    // Nothing moves, so that a mask of motion leaves the picture.
    expect(largestDifference(await read(), seenPicture().data)).toBeLessThan(1e-3);
  });

  it('runs only what is played, and shows the picture until there is a result', async () => {
    const loads: string[] = [];
    const net = (name: string) =>
      testNet('blur', { name, standIn: 'picture', onLoad: () => loads.push(name) });
    const { floor, play, frame } = await open(shelfOf(net('one'), net('two')), inFrames(3));
    // What shows a net is compiled when it is first played, and before it is loaded.
    frame('one');
    while (loads.length === 0) await wait(5);
    frame('one');
    const first = await readPicture(floor().context, floor().nets.texture('one'));
    expect(first[0]).toBeCloseTo(
      (colour(0, 0)[0] + colour(1, 0)[0] + colour(0, 1)[0] + colour(1, 1)[0]) / 4,
      1,
    );
    await play(4, 'one');
    expect(loads).toEqual(['one']);
    expect(floor().nets.state('one')).toMatchObject({ stage: 'running' });
    expect(floor().nets.state('two')).toMatchObject({ stage: 'idle', result: { index: -1 } });
    expect(() => floor().nets.texture('three')).toThrow('one of one, two');
  });

  it('comes back from a loss in the middle of a pass with the same result, to the bit', async () => {
    let loads = 0;
    const net = testNet('edges', {
      onLoad: () => {
        loads += 1;
      },
    });
    const undisturbed = await open(shelfOf(net), inFrames(5));
    await undisturbed.play(12, 'edges');
    const whole = await bytesOf(undisturbed.floor(), undisturbed.floor().nets.texture('edges'));
    expect(loads).toBe(1);

    const disturbed = await open(shelfOf(net), inFrames(5));
    await disturbed.play(7, 'edges');
    const before = disturbed.floor();
    before.context.device.destroy();
    for (let i = 0; i < 200 && (disturbed.state.floor ?? before) === before; i++) await wait(20);
    expect(disturbed.floor()).not.toBe(before);
    await disturbed.play(5, 'edges');
    // The fade of the first result after a loss is over when the second one is there.
    for (let i = 0; i < 6; i++) disturbed.frame('edges');
    const after = await bytesOf(disturbed.floor(), disturbed.floor().nets.texture('edges'));
    expect(after).toEqual(whole);
    expect(loads).toBe(2);
    expect(disturbed.state.notices).toEqual([]);
  });

  it('runs two nets within a budget that the device measures', async () => {
    const { floor, frame, play, state } = await open(
      shelfOf(testNet('blur', { priority: 2 }), testNet('edges')),
      { kind: 'budget' },
    );
    await play(30, 'blur', 'edges');
    // Timestamps are read when the device has come to them.
    for (let i = 0; i < 10; i++) {
      frame('blur', 'edges');
      await floor().context.device.queue.onSubmittedWorkDone();
      await wait(4);
    }
    if (floor().context.device.features.has('timestamp-query')) {
      expect(state.measured).toBeGreaterThan(2);
    }
    for (const name of ['blur', 'edges'] as const) {
      expect(floor().nets.state(name).result.index).toBeGreaterThan(5);
    }
    const shown = await readPicture(floor().context, floor().nets.texture('edges'));
    expect(largestDifference(shown, await expected(testNet('edges')))).toBeLessThan(2e-3);
    expect(state.notices.filter((notice) => !notice.includes('takes'))).toEqual([]);
  });

  it('gives everything back, and makes nothing in a frame', async () => {
    const { floor, play, frame } = await open(shelfOf(testNet('edges')), inFrames(3));
    await play(6, 'edges');
    const { device, live } = floor().context;
    const before = { ...live };
    const made: string[] = [];
    for (const name of [
      'createTexture',
      'createBuffer',
      'createBindGroup',
      'createShaderModule',
    ] as const) {
      const make = device[name].bind(device) as (descriptor: never) => unknown;
      Object.assign(device, {
        [name]: (descriptor: never) => {
          made.push(name);
          return make(descriptor);
        },
      });
    }
    let submits = 0;
    const submit = device.queue.submit.bind(device.queue);
    device.queue.submit = (buffers) => {
      submits += 1;
      return submit(buffers);
    };
    for (let i = 0; i < 12; i++) frame('edges');
    expect(submits).toBe(12);
    expect(made).toEqual([]);
    expect(live).toEqual(before);
    floor().dispose();
    expect(live).toEqual({ textures: 0, buffers: 0, scopes: 0 });
  });

  it('says what is wrong with a net, and shows what stands in for it', async () => {
    const broken = {
      ...testNet('blur', { name: 'broken' }),
      load: () => Promise.reject(new Error('torn')),
    };
    const { floor, play, state } = await open(shelfOf(broken), inFrames(1));
    await play(3, 'broken');
    expect(state.notices).toEqual(['Net broken: torn']);
    expect(floor().nets.state('broken').stage).toBe('failed');
  });
});
