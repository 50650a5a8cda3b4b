import type { AudioFeature } from './feature.ts';

const found = import.meta.glob<AudioFeature>(
  [
    './*.ts',
    '!./{analyser,analysis-worklet,feature,hearing-*,layout,live-*,offline-*,registry}.ts',
  ],
  { eager: true, import: 'default' },
);

const all = Object.keys(found)
  .sort()
  .flatMap((path) => found[path] ?? []);

/** Features that are computed on the audio thread. */
export const audioThreadFeatures: readonly AudioFeature[] = all.filter(
  ({ thread }) => thread !== 'worker',
);

/** Features that are computed in the worker. */
export const workerFeatures: readonly AudioFeature[] = all.filter(
  ({ thread }) => thread === 'worker',
);

/** Every audio feature of this folder: those of the audio thread first, each by file name. */
export const audioFeatures: readonly AudioFeature[] = [...audioThreadFeatures, ...workerFeatures];
