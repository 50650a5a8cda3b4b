import type { ShaderSource } from './wgsl-linker.ts';

const files = import.meta.glob<string>('../../shaders/lib/*.wgsl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The modules of `shaders/lib`, by file name without its ending. */
export const shaderLibrary: ReadonlyMap<string, ShaderSource> = new Map(
  Object.entries(files).map(([file, code]) => {
    const name = file.slice(file.lastIndexOf('/') + 1, -'.wgsl'.length);
    return [name, { path: `shaders/lib/${name}.wgsl`, code }];
  }),
);
