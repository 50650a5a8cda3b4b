import type { OutputSource } from '../output/canvas-outputs.ts';
import type { SessionGpu } from './session-gpu.ts';

/** Finds the texture behind each view of the session's canvases. */
export interface OutputSources {
  readonly find: OutputSource;
}

/** Sources over whatever device the session has. */
export function createOutputSources(gpu: () => SessionGpu | null): OutputSources {
  return {
    find(view) {
      const now = gpu();
      if (!now) return null;
      switch (view.kind) {
        case 'programme':
          return now.programme;
        case 'picture':
          return now.picture.texture;
        case 'indicator':
          return now.limiter.indicator;
        case 'deck':
          return now.decks[view.deck].output;
        case 'scene':
          return now.thumbnails.drawn(view.scene);
      }
    },
  };
}
