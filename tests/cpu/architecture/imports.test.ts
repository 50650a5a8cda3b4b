import { describe, expect, it } from 'vitest';
import {
  circles,
  climbingImports,
  danglingImports,
  filesWithoutLevel,
  unitsThatImportUnits,
} from './import-rules.ts';
import { dependenciesOf, parseModules, readSources } from './source-tree.ts';

const files = readSources();
const paths = files.map(({ path }) => path);
const modules = parseModules(files);
const dependencies = dependenciesOf(modules, paths);

describe('the import ladder of the instrument', () => {
  it('is read from its sources', () => {
    expect(modules.length).toBeGreaterThan(30);
    expect(dependencies.length).toBeGreaterThan(modules.length);
  });
  it('has a level for every folder of the engine', () => {
    expect(filesWithoutLevel(paths)).toEqual([]);
  });
  it('goes down only', () => {
    expect(climbingImports(dependencies)).toEqual([]);
  });
  it('keeps sibling units apart', () => {
    expect(unitsThatImportUnits(modules, dependencies)).toEqual([]);
  });
  it('has no circle, type imports included', () => {
    expect(circles(dependencies)).toEqual([]);
  });
  it('names files that are there', () => {
    expect(danglingImports(dependencies, new Set(paths))).toEqual([]);
  });
});

/** Small trees, file by file, and what the rules say of them. */
function treeOf(sources: Readonly<Record<string, string>>) {
  const tree = Object.entries(sources).map(([path, text]) => ({ path, text }));
  const parsed = parseModules(tree);
  const all = tree.map(({ path }) => path);
  return { parsed, all, links: dependenciesOf(parsed, all) };
}

describe('the rules of the ladder', () => {
  it.each([
    ['a static import', "import { a } from '../../app/a.ts';"],
    ['a type import', "import type { A } from '../../app/a.ts';"],
    ['an inline type', "export type B = import('../../app/a.ts').A;"],
    ['a dynamic import', "const a = await import('../../app/a.ts');"],
    ['a re-export', "export * from '../../app/a.ts';"],
    ['a named re-export', "export { a } from '../../app/a.ts';"],
    ['a rooted glob', "const a = import.meta.glob('/app/*.ts');"],
    ['a list of globs', "const a = import.meta.glob(['../../app/*.ts', '!./b.ts']);"],
    ['a worker', "new Worker(new URL('../../app/a.ts', import.meta.url));"],
    ['an import with a query', "import a from '../../app/a.ts?worker&url';"],
  ])('see %s that climbs', (_, code) => {
    const { links } = treeOf({ 'engine/core/a.ts': code, 'app/a.ts': '' });
    expect(climbingImports(links)).toEqual([
      'engine/core/a.ts imports app/a.ts: app is above engine',
    ]);
  });

  it.each([
    ['engine/core/a.ts', 'engine/gpu/b.ts', 'engine/gpu [1] is above engine/core [0]'],
    ['engine/clock/a.ts', 'engine/gpu/b.ts', 'engine/gpu and engine/clock are of one level'],
    [
      'engine/stage/a.ts',
      'engine/effects/b.ts',
      'engine/effects and engine/stage are of one level',
    ],
    ['engine/mixer/a.ts', 'engine/session/b.ts', 'engine/session [9] is above engine/mixer [7]'],
    ['scenes/fluid/a.ts', 'scenes/swarm/b.ts', 'sibling units never import each other'],
    ['models/beats/a.ts', 'models/style/b.ts', 'sibling units never import each other'],
    ['models/beats/a.ts', 'scenes/fluid/b.ts', 'scenes is above models'],
    ['app/a.ts', 'bench/b.ts', 'bench is outside of the ladder'],
  ])('refuse that %s imports %s', (from, to, reason) => {
    expect(climbingImports([{ from, to }])).toEqual([`${from} imports ${to}: ${reason}`]);
  });

  it.each([
    ['engine/mixer/a.ts', 'engine/stage/b.ts'],
    ['engine/gpu/a.ts', 'engine/gpu/b.ts'],
    ['scenes/fluid/scene.ts', 'scenes/fluid/advect.wgsl'],
    ['scenes/fluid/scene.ts', 'engine/stage/scene.ts'],
    ['app/page/a.ts', 'scenes/fluid/scene.ts'],
    ['tests/cpu/a.ts', 'app/cli/b.ts'],
  ])('allow that %s imports %s', (from, to) => {
    expect(climbingImports([{ from, to }])).toEqual([]);
  });

  it('take a glob apart, exclusions included', () => {
    const { links } = treeOf({
      'engine/effects/registry.ts': "import.meta.glob(['./*.ts', '!./{effect,chain}.ts']);",
      'engine/effects/bloom.ts': '',
      'engine/effects/effect.ts': '',
      'engine/effects/chain.ts': '',
    });
    expect(links).toEqual([{ from: 'engine/effects/registry.ts', to: 'engine/effects/bloom.ts' }]);
  });

  it('refuse a unit that imports a unit', () => {
    const unit = 'export default defineEffect({});';
    const { parsed, links } = treeOf({
      'engine/effects/bloom.ts': `import './grain.ts'; import './effect.ts'; ${unit}`,
      'engine/effects/grain.ts': unit,
      'engine/effects/effect.ts': 'export const defineEffect = (a: unknown) => a;',
    });
    expect(unitsThatImportUnits(parsed, links)).toEqual([
      'engine/effects/bloom.ts imports engine/effects/grain.ts: sibling units never import each other',
    ]);
  });

  it('find a circle of type imports once', () => {
    const { links } = treeOf({
      'app/c.ts': "import type { A } from './a.ts'; import './d.ts';",
      'app/a.ts': "import type { B } from './b.ts';",
      'app/b.ts': "export type { C } from './c.ts';",
      'app/d.ts': "import './e.ts';",
      'app/e.ts': '',
    });
    expect(circles(links)).toEqual(['app/a.ts > app/b.ts > app/c.ts > app/a.ts']);
  });

  it('find a file without a level and an import of nothing', () => {
    const { all, links } = treeOf({ 'engine/magic/a.ts': "import './gone.ts';" });
    expect(filesWithoutLevel([...all, 'engine/index.ts', 'engine/core/a.ts'])).toHaveLength(2);
    expect(danglingImports(links, new Set(all))).toEqual([
      'engine/magic/a.ts imports engine/magic/gone.ts, which is not there',
    ]);
  });
});
