import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  createSampleChannel,
  createSampleWriter,
  readSamples,
} from '../../../../../engine/features/audio/live-samples.ts';

afterEach(() => vi.unstubAllGlobals());

const BLOCK = 512;
const ramp = (from: number, count: number) =>
  Float32Array.from({ length: count }, (_, i) => from + i);

describe('sound on its way to the worker, by messages', () => {
  it('arrives in whole blocks, mixed to one channel', async () => {
    vi.stubGlobal('crossOriginIsolated', false);
    const { writer, reader } = createSampleChannel();
    const heard: number[] = [];
    readSamples(reader, (block) => heard.push(...block));
    const write = createSampleWriter(writer);
    for (let at = 0; at < 2 * BLOCK + 128; at += 128)
      write([ramp(at, 128), ramp(at + 2, 128)], 128);
    await new Promise((done) => setTimeout(done, 30));
    expect(heard).toEqual([...ramp(1, 2 * BLOCK)]);
    writer.port?.close();
    reader.port?.close();
  });
});

describe('sound on its way to the worker, by shared memory', () => {
  it('arrives in order, beyond the end of the ring', () => {
    vi.stubGlobal('crossOriginIsolated', true);
    const { writer, reader } = createSampleChannel();
    const write = createSampleWriter(writer);
    const heard: number[] = [];
    const blocks = 100; // the ring holds 64
    let written = 0;
    // The reader waits where nothing is written yet: this thread writes then, and ends it at last.
    const wait = vi.spyOn(Atomics, 'wait').mockImplementation(() => {
      if (written === blocks) throw new Error('all is heard');
      write([ramp(written * BLOCK, BLOCK)], BLOCK);
      written += 1;
      return 'ok';
    });
    expect(() => readSamples(reader, (block) => heard.push(...block))).toThrow('all is heard');
    wait.mockRestore();
    expect(heard).toEqual([...ramp(0, blocks * BLOCK)]);
  });

  it('goes on with the newest block when the reader fell behind', () => {
    vi.stubGlobal('crossOriginIsolated', true);
    const { writer, reader } = createSampleChannel();
    const write = createSampleWriter(writer);
    const heard: number[] = [];
    let waits = 0;
    const wait = vi.spyOn(Atomics, 'wait').mockImplementation(() => {
      if (waits++ > 0) throw new Error('all is heard');
      for (let i = 0; i < 90; i++) write([ramp(i * BLOCK, BLOCK)], BLOCK);
      return 'ok';
    });
    expect(() => readSamples(reader, (block) => heard.push(...block))).toThrow('all is heard');
    wait.mockRestore();
    expect(heard).toEqual([...ramp(89 * BLOCK, BLOCK)]);
  });
});
