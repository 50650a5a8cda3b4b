import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createBeatNet, loadBeatNet } from '../../../../models/beat/beat-net.ts';

const folder = new URL('../../../../models/beat/', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('golden.json', folder), 'utf8')) as {
  bands: number[];
  activations: number[];
};
const weights = () => {
  const bytes = readFileSync(new URL('weights.safetensors', folder));
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
};

describe('the beat net', () => {
  it('computes what PyTorch computes, frame by frame', async () => {
    const net = (await loadBeatNet(weights()))();
    const activations = new Float32Array(3);
    const frames = golden.bands.length / 64;
    let worst = 0;
    for (let t = 0; t < frames; t++) {
      net.process(Float32Array.from(golden.bands.slice(t * 64, (t + 1) * 64)), activations);
      for (let i = 0; i < 3; i++) {
        const wanted = golden.activations[t * 3 + i] as number;
        worst = Math.max(worst, Math.abs((activations[i] as number) - wanted));
      }
    }
    expect(frames).toBe(48);
    expect(worst).toBeLessThan(1e-4);
  });

  it('is under a megabyte', () => {
    expect(weights().byteLength).toBeLessThan(1_000_000);
  });

  it('refuses the weights of another net', () => {
    expect(() => createBeatNet(new Map())).toThrow(/beat net.*conv1/);
  });
});
