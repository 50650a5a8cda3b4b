import { expect, it } from 'vitest';
import { defineVideoFeature } from '../../../../../engine/features/video/feature.ts';
import {
  buildVideoFeatures,
  dependenciesFirst,
  videoFeatures,
} from '../../../../../engine/features/video/registry.ts';
import { openGpuContext } from '../../../../support/gpu-context.ts';
import { paintGrey, runFeatures } from '../../../../support/moving-texture.ts';
import { createPicture, readPicture } from '../../../../support/pictures.ts';

const feature = (name: string, ...needs: string[]) =>
  defineVideoFeature({ name, channels: '', needs, build: () => Promise.reject(new Error(name)) });

it('finds every feature by its file, each after those that it needs', () => {
  const names = videoFeatures.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['luma', 'motion', 'flow']));
  expect(names.indexOf('luma')).toBeLessThan(names.indexOf('flow'));
  expect(names.indexOf('luma')).toBeLessThan(names.indexOf('motion'));
});

it('orders by needs, and refuses circles and names that do not exist', () => {
  const ordered = dependenciesFirst([feature('c', 'b'), feature('b', 'a'), feature('a')]);
  expect(ordered.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  expect(() => dependenciesFirst([feature('a', 'b'), feature('b', 'a')])).toThrow('a > b > a');
  expect(() => dependenciesFirst([feature('a', 'x')])).toThrow('got x');
});

it('brings up to date what is needed and nothing else', async () => {
  const gpu = await openGpuContext();
  const size = { width: 32, height: 18 };
  const picture = createPicture(gpu.context, size);
  const features = await buildVideoFeatures(gpu.context, { picture, size });
  paintGrey(gpu.context, picture, (x) => x / 32);
  runFeatures(gpu.context, features, { index: 1 }, 'motion');
  const luma = await readPicture(gpu.context, features.texture('luma'));
  expect(luma.some((value) => value > 0.5)).toBe(true);
  const edges = await readPicture(gpu.context, features.texture('motion'));
  expect(edges.some((value) => value > 0)).toBe(true);
  paintGrey(gpu.context, picture, () => 0);
  runFeatures(gpu.context, features, { index: 2 });
  expect(await readPicture(gpu.context, features.texture('luma'))).toEqual(luma);
  expect(() => features.texture('colour')).toThrow('luma');

  features.dispose();
  expect(gpu.context.live).toEqual({ textures: 0, buffers: 0, scopes: 0 });
  picture.destroy();
  expect(gpu.errors).toEqual([]);
  gpu.close();
});
