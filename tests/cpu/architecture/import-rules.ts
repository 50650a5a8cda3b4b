/** The import ladder: who may name whom. Each rule returns its violations as sentences. */

import type { Dependency, SourceModule } from './source-tree.ts';
import { nameOf, nodeIn, nodesIn, sourceEnding } from './source-tree.ts';

/** Top-level folders, the lowest first. */
const ladder = ['shaders', 'engine', 'models', 'scenes', 'app', 'tests'];

/** Folders of the engine by level, the lowest first. */
const engineLevels = [
  ['core'],
  ['clock', 'params', 'gpu'],
  ['control', 'input'],
  ['features'],
  ['inference'],
  ['music'],
  ['stage', 'effects'],
  ['mixer'],
  ['output'],
  ['session'],
];

/** Folders whose folders are units that know nothing of each other. */
const foldersOfUnits = ['scenes', 'models'];

/** Imports that climb the ladder, or cross between folders of one level. */
export function climbingImports(dependencies: readonly Dependency[]): string[] {
  return dependencies.flatMap(({ from, to }) => {
    const reason = climbs(from, to);
    return reason === undefined ? [] : [`${from} imports ${to}: ${reason}`];
  });
}

function climbs(from: string, to: string): string | undefined {
  const [fromTop = '', fromFolder = ''] = from.split('/');
  const [toTop = '', toFolder = ''] = to.split('/');
  const [above, below] = [ladder.indexOf(toTop), ladder.indexOf(fromTop)];
  if (!to.includes('/')) return undefined; // A file of the root itself, such as package.json.
  if (above < 0) return `${toTop} is outside of the ladder`;
  if (above > below) return `${toTop} is above ${fromTop}`;
  if (fromTop !== toTop || fromFolder === toFolder) return undefined;
  if (foldersOfUnits.includes(fromTop)) return 'sibling units never import each other';
  return fromTop === 'engine' ? climbsInEngine(fromFolder, toFolder) : undefined;
}

function climbsInEngine(from: string, to: string): string | undefined {
  const [above, below] = [engineLevel(to), engineLevel(from)];
  if (above > below) return `engine/${to} [${above}] is above engine/${from} [${below}]`;
  return above === below ? `engine/${to} and engine/${from} are of one level` : undefined;
}

function engineLevel(folder: string): number {
  return engineLevels.findIndex((folders) => folders.includes(folder));
}

/** Files of the engine that have no level: in an unknown folder, or in none. */
export function filesWithoutLevel(paths: readonly string[]): string[] {
  return paths
    .filter((path) => path.startsWith('engine/') && engineLevel(path.split('/')[1] ?? '') < 0)
    .map((path) => `${path}: give its folder a level in tests/cpu/architecture/import-rules.ts`);
}

/**
 * Imports of one unit by another. A unit is a file whose default export is the call of a
 * `define…` function: a scene, an effect, a feature, an op.
 */
export function unitsThatImportUnits(
  modules: readonly SourceModule[],
  dependencies: readonly Dependency[],
): string[] {
  const units = new Set(modules.filter(isUnit).map(({ path }) => path));
  return dependencies
    .filter(({ from, to }) => units.has(from) && units.has(to))
    .map(({ from, to }) => `${from} imports ${to}: sibling units never import each other`);
}

/** Whether a module is a unit that is found by its file. */
export function isUnit({ program }: SourceModule): boolean {
  return nodesIn(program, 'body').some((statement) => {
    if (statement.type !== 'ExportDefaultDeclaration') return false;
    const callee = nodeIn(nodeIn(statement, 'declaration'), 'callee');
    return nameOf(callee)?.startsWith('define') ?? false;
  });
}

/** Imports of sources that are not there. */
export function danglingImports(
  dependencies: readonly Dependency[],
  paths: ReadonlySet<string>,
): string[] {
  return dependencies
    .filter(({ to }) => to.includes('/') && sourceEnding.test(to) && !paths.has(to))
    .map(({ from, to }) => `${from} imports ${to}, which is not there`);
}

/** Circles of imports, one sentence each, told from the file that sorts first. */
export function circles(dependencies: readonly Dependency[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of dependencies) next.set(from, [...(next.get(from) ?? []), to]);
  const found = new Set<string>();
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]) => {
    const start = trail.indexOf(path);
    if (start >= 0) found.add(circleOf(trail.slice(start)));
    if (start >= 0 || done.has(path)) return;
    for (const to of next.get(path) ?? []) visit(to, [...trail, path]);
    done.add(path);
  };
  for (const path of next.keys()) visit(path, []);
  return [...found].sort();
}

function circleOf(trail: readonly string[]): string {
  const first = trail.indexOf([...trail].sort()[0] ?? '');
  const turned = [...trail.slice(first), ...trail.slice(0, first)];
  return [...turned, turned[0]].join(' > ');
}
