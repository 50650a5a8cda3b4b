import { describe, expect, it } from 'vitest';
import { createNetShelf } from '../../../../engine/inference/net-shelf.ts';
import { defineModel } from '../../../../engine/inference/picture-net.ts';
import type { Safetensors } from '../../../../engine/inference/weights/safetensors.ts';

const net = defineModel({
  name: 'grey',
  label: 'Grey',
  about: 'Takes the colour out',
  priority: 1,
  rate: 1,
  standIn: 'black',
  outputSize: (picture) => picture,
  async load(weights) {
    await weights('grey.safetensors');
    return {
      graph: () => {
        throw new Error('This net is only loaded.');
      },
    };
  },
});

describe('a shelf of nets', () => {
  it('says how much of a file has arrived', async () => {
    const seen: number[] = [];
    const shelf = createNetShelf([net], async (_url, options) => {
      for (const loaded of [0, 50, 200]) {
        options?.onProgress?.(loaded, 200);
        seen.push(shelf.arrived(net));
      }
      return {} as Safetensors;
    });
    expect(shelf.arrived(net)).toBe(0);
    await shelf.body(net);
    expect(seen).toEqual([0, 0.25, 1]);
  });

  it('loads again what failed, and only that', async () => {
    let tries = 0;
    const shelf = createNetShelf([net], async () => {
      tries += 1;
      if (tries === 1) throw new Error('torn');
      return {} as Safetensors;
    });
    await expect(shelf.body(net)).rejects.toThrow('torn');
    await shelf.body(net);
    await shelf.body(net);
    expect(tries).toBe(2);
  });
});
