import { fail } from '../core/errors.ts';

/** A shader text with the place that it came from, for error messages. */
export interface ShaderSource {
  /** Path from the repository's root, such as `scenes/fluid/advect.wgsl`. */
  readonly path: string;
  readonly code: string;
  /** Modules of the unit's own that the shader imports, by name, beside the library's. */
  readonly modules?: ReadonlyMap<string, ShaderSource>;
}

/** A shader with its imports in place. */
export interface LinkedShader {
  readonly path: string;
  readonly code: string;
  /** File and line (from 1) of a line (from 1) of the linked code. */
  locate(line: number): { path: string; line: number };
}

const IMPORT = /^\s*\/\/\s*@import\s+(\S+)\s*$/;

/**
 * Replaces each line `// @import name` by the library module of that name, once each and before
 * its first use; modules may import others.
 * @param source the shader
 * @param modules library by name: `lib/<name>.wgsl` of the shaders folder and generated modules
 * @throws InstrumentError for a module that does not exist
 */
export function linkWgsl(
  source: ShaderSource,
  modules: ReadonlyMap<string, ShaderSource>,
): LinkedShader {
  const lines: string[] = [];
  const origins: { path: string; line: number }[] = [];
  const included = new Set<string>();

  const add = (part: ShaderSource) => {
    part.code.split('\n').forEach((text, index) => {
      const name = IMPORT.exec(text)?.[1];
      if (name === undefined) {
        lines.push(text);
        origins.push({ path: part.path, line: index + 1 });
        return;
      }
      if (included.has(name)) return;
      included.add(name);
      const found = source.modules?.get(name) ?? modules.get(name);
      if (!found) {
        const known = [...modules.keys(), ...(source.modules?.keys() ?? [])];
        fail({
          subject: `The import "${name}" in ${part.path}:${index + 1}`,
          constraint: `name one of ${known.sort().join(', ')}`,
          got: name,
          remedy: 'correct the name or add the module to shaders/lib',
        });
      }
      add(found);
    });
  };
  add(source);

  return {
    path: source.path,
    code: lines.join('\n'),
    locate: (line) => origins[line - 1] ?? { path: source.path, line },
  };
}
