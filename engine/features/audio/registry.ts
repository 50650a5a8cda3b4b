import type { AudioFeature } from './feature.ts';

const found = import.meta.glob<AudioFeature>(
  ['./*.ts', '!./{analyser,analysis-worklet,feature,layout,live-*,offline-*,registry}.ts'],
  { eager: true, import: 'default' },
);

/** Every audio feature of this folder, in the order of their file names. */
export const audioFeatures: readonly AudioFeature[] = Object.keys(found)
  .sort()
  .flatMap((path) => found[path] ?? []);
