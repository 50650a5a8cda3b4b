import type { PictureNet } from '../engine/inference/picture-net.ts';

const found = import.meta.glob<PictureNet>('../models/*/model.ts', {
  import: 'default',
  eager: true,
});

/** Every net of the models folder, in the order of their names. */
export const modelLibrary: readonly PictureNet[] = Object.values(found).sort((a, b) =>
  a.name.localeCompare(b.name),
);
