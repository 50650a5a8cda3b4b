import { describe, expect, it } from 'vitest';
import { bareExports, formlessShaders, longFiles } from './form-rules.ts';
import { parseModules, readSources } from './source-tree.ts';

const files = readSources();

describe('the form of the instrument', () => {
  it('has a docstring directly above every export', () => {
    expect(bareExports(parseModules(files))).toEqual([]);
  });
  it('has no file of more than 500 lines', () => {
    expect(longFiles(files)).toEqual([]);
  });
  it('has a header and one entry point in every shader', () => {
    expect(formlessShaders(files)).toEqual([]);
  });
});

const bareIn = (text: string, path = 'engine/core/a.ts') =>
  bareExports(parseModules([{ path, text }]));

describe('the rule of docstrings', () => {
  it.each([
    ['a constant', 'export const a = 1;', 'a'],
    ['a function', 'export function a() {}', 'a'],
    ['a class', 'export class A {}', 'A'],
    ['an interface', 'export interface A {}', 'A'],
    ['a type', 'export type A = 1;', 'A'],
    ['a list of exports', 'const a = 1;\nexport { a };', 'a'],
    ['a line comment', '// one\nexport const a = 1;', 'a'],
    ['a plain block comment', '/* one */\nexport const a = 1;', 'a'],
    ['a docstring too far above', '/** One. */\n\nexport const a = 1;', 'a'],
    ['the second of two', '/** One. */\nexport const b = 1;\nexport const a = 1;', 'a'],
    ['a default export', 'export default 1;', 'default'],
    [
      'a default export under a header',
      "/** Head. */\nimport 'x';\nexport default f();",
      'default',
    ],
    ['a unit without a header', "import 'x';\nexport default defineEffect({});", 'default'],
  ])('refuses %s', (_, code, name) => {
    expect(bareIn(code)).toEqual([
      expect.stringMatching(`^engine/core/a\\.ts:\\d+ exports ${name} `),
    ]);
  });

  it.each([
    ['a docstring', '/** One. */\nexport const a = 1;'],
    ['a docstring of several lines', '/**\n * One.\n */\nexport async function a() {}'],
    ['a list of documented things', '/** One. */\nconst a = 1;\nexport { a };'],
    ['re-exports', "export * from './b.ts';\nexport type { B } from './b.ts';"],
    ['overloads', '/** One. */\nexport function a(b: 1): 1;\nexport function a(b: unknown) {}'],
    ['a unit under its header', "/** Head. */\nimport 'x';\nexport default defineEffect({});"],
    ['what is not exported', 'const a = 1;'],
  ])('allows %s', (_, code) => {
    expect(bareIn(code)).toEqual([]);
  });

  it('leaves tests alone', () => {
    expect(bareIn('export const a = 1;', 'tests/support/a.ts')).toEqual([]);
  });
});

describe('the rule of lengths', () => {
  const file = (lines: number) => ({ path: 'app/a.css', text: 'a {}\n'.repeat(lines) });
  it('refuses line 501', () => {
    expect(longFiles([file(500)])).toEqual([]);
    expect(longFiles([file(501)])).toEqual(['app/a.css has 501 lines; split it']);
  });
});

describe('the rule of shaders', () => {
  const faultsOf = (text: string, path = 'shaders/ops/a.wgsl') => formlessShaders([{ path, text }]);
  const compute = '@compute @workgroup_size(8) fn main() {}';

  it.each([
    ['no header', `${compute}`, 'no header'],
    ['no entry point', '// Adds.\nfn add() {}', 'got none'],
    ['a commented entry point', `// Adds.\n// ${compute}`, 'got none'],
    ['two entry points', `// Adds.\n${compute}\n${compute}`, 'got compute+compute'],
    [
      'two fragments',
      '// Adds.\n@fragment fn a() {}\n@fragment fn b() {}',
      'got fragment+fragment',
    ],
  ])('refuses %s', (_, text, fault) => {
    expect(faultsOf(text)).toEqual([expect.stringContaining(fault)]);
  });

  it('allows one entry point, a pair of vertex and fragment, and a library of none', () => {
    expect(faultsOf(`// Adds.\n${compute}`)).toEqual([]);
    expect(faultsOf('// Draws.\n@vertex fn v() {}\n@fragment fn f() {}')).toEqual([]);
    expect(faultsOf('// Noise.\nfn hash() {}', 'shaders/lib/a.wgsl')).toEqual([]);
  });

  it('allows a module of none when another shader takes it in', () => {
    const blend = { path: 'shaders/mixer/blend.wgsl', text: '// Blends.\nfn blend() {}' };
    const mix = { path: 'shaders/mixer/mix.wgsl', text: `// Mixes.\n// @import blend\n${compute}` };
    expect(formlessShaders([blend, mix])).toEqual([]);
    expect(formlessShaders([blend])).toHaveLength(1);
  });
});
