import type { Plugin } from 'vite';

/**
 * Fails a build that would ship TypeScript as it is written, which no browser runs. That happens
 * to a worker whose address stands apart from it: only `new Worker(new URL('./x.ts',
 * import.meta.url), …)` in one expression is known to be one.
 */
export function refuseRawSources(): Plugin {
  return {
    name: 'phosphene-refuse-raw-sources',
    apply: 'build',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'asset' || !/\.tsx?$/.test(file.fileName)) continue;
        const source = file.originalFileNames.join(', ') || file.fileName;
        this.error(
          `${source} would be shipped as TypeScript; write new Worker(new URL('…', ` +
            'import.meta.url), { type: "module" }) in one expression, or import it with ?worker&url.',
        );
      }
    },
  };
}
