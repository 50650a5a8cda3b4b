import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  createFeatureChannel,
  createFeatureReader,
  createFeatureWriter,
} from '../../../../../engine/features/audio/live-channel.ts';

const LENGTH = 4;

/** Both ends of a channel, with a real message channel between them. */
function openChannel(isolated: boolean) {
  vi.stubGlobal('crossOriginIsolated', isolated);
  const { port1, port2 } = new MessageChannel();
  const channel = createFeatureChannel(LENGTH);
  return {
    channel,
    write: createFeatureWriter(channel, port1),
    read: createFeatureReader(channel, port2),
    // Messages arrive in a later turn, shared memory at once.
    arrival: () => new Promise((done) => setTimeout(done, 20)),
    close: () => {
      port1.close();
      port2.close();
    },
  };
}

afterEach(() => vi.unstubAllGlobals());

describe.each([
  ['shared memory', true],
  ['messages', false],
])('features by %s', (_, isolated) => {
  it('arrive once each, the newest first', async () => {
    const { channel, write, read, arrival, close } = openChannel(isolated);
    expect(channel.shared !== undefined).toBe(isolated);
    const into = new Float32Array(LENGTH);
    expect(read(into)).toBe(false);
    write(Float32Array.of(1, 2, 3, 4));
    write(Float32Array.of(5, 6, 7, 8));
    await arrival();
    expect(read(into)).toBe(true);
    expect([...into]).toEqual([5, 6, 7, 8]);
    into.fill(9);
    expect(read(into)).toBe(false);
    expect([...into]).toEqual([9, 9, 9, 9]);
    close();
  });
});

describe('shared memory', () => {
  it('is not read while it is being written', () => {
    const { channel, write, read, close } = openChannel(true);
    write(Float32Array.of(1, 2, 3, 4));
    const sequence = new Int32Array(channel.shared ?? new ArrayBuffer(4), 0, 1);
    Atomics.add(sequence, 0, 1);
    const into = new Float32Array(LENGTH);
    expect(read(into)).toBe(false);
    Atomics.add(sequence, 0, 1);
    expect(read(into)).toBe(true);
    close();
  });
});
