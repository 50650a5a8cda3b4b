import { fail } from '../../core/errors.ts';
import type { ShaderSource } from '../../gpu/wgsl-linker.ts';

const files = import.meta.glob<string>('../../../shaders/effects/*.wgsl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/**
 * The shader `shaders/effects/<name>.wgsl`.
 * @throws InstrumentError when there is no such file
 */
export function effectShader(name: string): ShaderSource {
  const path = `shaders/effects/${name}.wgsl`;
  const code = files[`../../../${path}`];
  if (code === undefined) {
    fail({
      subject: `The effect shader "${name}"`,
      constraint: 'be a file of shaders/effects',
      got: 'no such file',
      remedy: `create ${path} or correct the name`,
    });
  }
  return { path, code };
}
