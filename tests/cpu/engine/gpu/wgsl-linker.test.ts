import { describe, expect, it } from 'vitest';
import { linkWgsl, type ShaderSource } from '../../../../engine/gpu/wgsl-linker.ts';

const library = new Map<string, ShaderSource>([
  ['noise', { path: 'shaders/lib/noise.wgsl', code: 'fn noise() {}' }],
  ['paint', { path: 'shaders/lib/paint.wgsl', code: '// @import noise\nfn paint() {}' }],
]);

describe('linkWgsl', () => {
  it('puts each module in once, before its first use, its own imports first', () => {
    const code = '// @import paint\n// @import noise\nfn main() {}';
    const linked = linkWgsl({ path: 'scenes/x/a.wgsl', code }, library);
    expect(linked.code.split('\n')).toEqual(['fn noise() {}', 'fn paint() {}', 'fn main() {}']);
  });

  it('leads a line of the linked text back to its file', () => {
    const code = '// first\n// @import paint\nfn main() {}';
    const linked = linkWgsl({ path: 'scenes/x/a.wgsl', code }, library);
    expect(linked.locate(1)).toEqual({ path: 'scenes/x/a.wgsl', line: 1 });
    expect(linked.locate(2)).toEqual({ path: 'shaders/lib/noise.wgsl', line: 1 });
    expect(linked.locate(3)).toEqual({ path: 'shaders/lib/paint.wgsl', line: 2 });
    expect(linked.locate(4)).toEqual({ path: 'scenes/x/a.wgsl', line: 3 });
  });

  it('names the file and line of an import that does not exist', () => {
    const code = '\n// @import colors';
    expect(() => linkWgsl({ path: 'a.wgsl', code }, library)).toThrow(/"colors" in a.wgsl:2/);
  });
});
