import type { SceneDefinition } from '../engine/stage/scene.ts';

const found = import.meta.glob<SceneDefinition>('../scenes/*/scene.ts', {
  import: 'default',
  eager: true,
});

/** Every scene of the scenes folder, in the order of their names. */
export const sceneLibrary: readonly SceneDefinition[] = Object.values(found).sort((a, b) =>
  a.name.localeCompare(b.name),
);
