import { fail } from '../core/errors.ts';
import type { ShaderSource } from '../gpu/wgsl-linker.ts';

const files = import.meta.glob<string>('../../shaders/output/*.wgsl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/**
 * The shader `shaders/output/<name>.wgsl`.
 * @throws InstrumentError when there is no such file
 */
export function flashShader(name: string): ShaderSource {
  const path = `shaders/output/${name}.wgsl`;
  const code = files[`../../${path}`];
  if (code === undefined) {
    fail({
      subject: `The shader "${name}"`,
      constraint: 'be a file of shaders/output',
      got: 'no such file',
      remedy: `create ${path} or correct the name`,
    });
  }
  return { path, code };
}

/** Modules that the limiter's shaders import beside the library. */
export const flashModules: ReadonlyMap<string, ShaderSource> = new Map([
  ['flash-model', flashShader('flash-model')],
]);
