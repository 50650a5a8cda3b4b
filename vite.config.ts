import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { refuseRawSources } from './app/build/refuse-raw-sources.ts';
import { sceneHotReload } from './app/build/scene-hot-reload.ts';
import { isolationHeaders } from './app/cli/setup/static-server.mjs';

const inRoot = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The pages of the build by name; those that are not there are left out. */
const pages = Object.entries({
  index: inRoot('./index.html'),
  output: inRoot('./app/output.html'),
  perform: inRoot('./app/perform.html'),
  bench: inRoot('./app/bench.html'),
  music: inRoot('./app/music.html'),
}).filter(([, path]) => existsSync(path));

/** Tests that share the one GPU or drive a browser run one file after another. */
const oneAtATime = { fileParallelism: false, maxWorkers: 1 };

const reporters = ['default', './tests/support/plain-summary.ts'];

export default defineConfig({
  root: inRoot('./'),
  plugins: [sceneHotReload(), refuseRawSources()],
  server: { headers: isolationHeaders },
  preview: { headers: isolationHeaders },
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    outDir: 'dist',
    assetsInlineLimit: 0,
    // The recorder's muxer is the largest part and comes as one chunk, loaded when it is used.
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      input: Object.fromEntries(pages),
      output: {
        codeSplitting: {
          groups: [
            { name: 'media', test: /node_modules[\\/]mediabunny/ },
            { name: 'page', test: /node_modules[\\/](@?preact)/ },
          ],
        },
      },
    },
  },
  test: {
    reporters,
    projects: [
      {
        extends: true,
        test: {
          name: 'cpu',
          include: ['tests/cpu/**/*.test.ts'],
          // Nothing is timed here; a busy machine only takes longer.
          testTimeout: 60_000,
          // These files share no state, so that a worker need load the engine but once.
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'gpu',
          include: ['tests/gpu/**/*.test.ts'],
          setupFiles: ['tests/support/dawn.ts'],
          // Files come one after another and close what they open: the engine is loaded but once.
          isolate: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
          ...oneAtATime,
        },
      },
      {
        extends: true,
        test: {
          name: 'offline',
          include: ['tests/offline/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
          ...oneAtATime,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 3 },
          ...oneAtATime,
        },
      },
    ],
  },
});
