import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { sceneHotReload } from './app/build/scene-hot-reload.ts';

const page = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Shared memory between the audio thread and the page needs these two headers. */
const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  root: page('./'),
  plugins: [sceneHotReload()],
  server: { headers: isolationHeaders },
  preview: { headers: isolationHeaders },
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    outDir: 'dist',
    assetsInlineLimit: 0,
    rollupOptions: {
      input: {
        index: page('./index.html'),
        output: page('./app/output.html'),
        perform: page('./app/perform.html'),
      },
    },
  },
  test: {
    projects: [
      { extends: true, test: { name: 'cpu', include: ['tests/cpu/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'gpu',
          include: ['tests/gpu/**/*.test.ts'],
          setupFiles: ['tests/support/dawn.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'offline',
          include: ['tests/offline/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
