/** The sources of the instrument as the rules of this folder see them. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFilter, parseSync } from 'vite';

/** A node of the syntax tree (ESTree with TypeScript's nodes). */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

/** A comment, with its text between the markers. */
export interface SourceComment {
  readonly type: 'Line' | 'Block';
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** One file. */
export interface SourceFile {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** A file of TypeScript or JavaScript with its syntax. */
export interface SourceModule extends SourceFile {
  readonly program: SyntaxNode;
  readonly comments: readonly SourceComment[];
}

/** One file that names another: by an import of any kind, a glob or a worker's address. */
export interface Dependency {
  readonly from: string;
  readonly to: string;
}

/** Folders under the root that hold sources. */
const sourceFolders = ['shaders', 'engine', 'models', 'scenes', 'app', 'tests'];

/** How the names of sources end. */
export const sourceEnding = /\.(ts|tsx|mjs|js|wgsl|css|html|py)$/;
const moduleEnding = /\.(ts|tsx|mjs|js)$/;

/** Every source file of the repository, sorted by path. */
export function readSources(): SourceFile[] {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  return sourceFolders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => filesUnder(root, folder))
    .filter((path) => sourceEnding.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

function filesUnder(root: string, folder: string): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesUnder(root, path) : [path];
    });
}

/**
 * The files that are TypeScript or JavaScript, parsed.
 * @throws {Error} naming the file that is not valid
 */
export function parseModules(files: readonly SourceFile[]): SourceModule[] {
  return files.filter(({ path }) => moduleEnding.test(path)).map(parseModule);
}

function parseModule({ path, text }: SourceFile): SourceModule {
  const { program, comments, errors } = parseSync(path, text);
  const [error] = errors;
  if (error) throw new Error(`${path}: ${error.message}`);
  return { path, text, program: program as unknown as SyntaxNode, comments };
}

/** Calls `visit` with a node and everything below it, in the order of the text. */
export function walk(
  node: SyntaxNode,
  visit: (node: SyntaxNode, parent: SyntaxNode | undefined) => void,
  parent?: SyntaxNode,
): void {
  visit(node, parent);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) walk(child, visit, node);
    }
  }
}

/** Whether a field of a node holds a node. */
export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** The node in a field, or undefined. */
export function nodeIn(node: SyntaxNode | undefined, field: string): SyntaxNode | undefined {
  const value = node?.[field];
  return isNode(value) ? value : undefined;
}

/** The nodes in a field that holds a list. */
export function nodesIn(node: SyntaxNode | undefined, field: string): SyntaxNode[] {
  const value = node?.[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The text of a string that is written out, or undefined. */
export function stringOf(node: SyntaxNode | undefined): string | undefined {
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

/** The name of an identifier, or undefined. */
export function nameOf(node: SyntaxNode | undefined): string | undefined {
  return node?.type === 'Identifier' ? String(node.name) : undefined;
}

/** The line of a position in a text, from 1. */
export function lineOf(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}

/**
 * What each module names of the repository's own files: static, type and dynamic imports,
 * re-exports, `import('…').Type`, `import.meta.glob`, and workers by `new URL('….ts',
 * import.meta.url)`. Packages are left out.
 */
export function dependenciesOf(
  modules: readonly SourceModule[],
  paths: readonly string[],
): Dependency[] {
  return modules.flatMap((module) => {
    const named = new Set<string>();
    walk(module.program, (node) => {
      for (const path of pathsNamedBy(node, module.path, paths)) named.add(path);
    });
    return [...named].map((to) => ({ from: module.path, to }));
  });
}

function pathsNamedBy(node: SyntaxNode, from: string, paths: readonly string[]): string[] {
  if (isGlob(node)) return globbed(node, from, paths);
  const named = stringOf(nodeIn(node, 'source')) ?? workerAddress(node);
  return named === undefined ? [] : (resolve(named, from) ?? []);
}

/** The repository's path of a relative or rooted address; undefined for a package. */
function resolve(address: string, from: string): [string] | undefined {
  const [path = ''] = address.split(/[?#]/, 1);
  if (path.startsWith('/')) return [posix.normalize(path.slice(1))];
  return path.startsWith('.') ? [posix.join(dirname(from), path)] : undefined;
}

function workerAddress(node: SyntaxNode): string | undefined {
  const isUrl = node.type === 'NewExpression' && nameOf(nodeIn(node, 'callee')) === 'URL';
  const [address, base] = isUrl ? nodesIn(node, 'arguments') : [];
  const path = nodeIn(base, 'object')?.type === 'MetaProperty' ? stringOf(address) : undefined;
  return path !== undefined && moduleEnding.test(path) ? path : undefined;
}

function isGlob(node: SyntaxNode): boolean {
  const callee = nodeIn(node, 'callee');
  const isMeta = nodeIn(callee, 'object')?.type === 'MetaProperty';
  return node.type === 'CallExpression' && isMeta && nameOf(nodeIn(callee, 'property')) === 'glob';
}

function globbed(node: SyntaxNode, from: string, paths: readonly string[]): string[] {
  const [first] = nodesIn(node, 'arguments');
  const listed = first?.type === 'ArrayExpression' ? nodesIn(first, 'elements') : [first];
  const patterns = listed.flatMap((element) => stringOf(element) ?? []);
  const rooted = (pattern: string) => `/${resolve(pattern, from)?.[0] ?? pattern}`;
  const isNegative = (pattern: string) => pattern.startsWith('!');
  const matches = createFilter(
    patterns.filter((pattern) => !isNegative(pattern)).map(rooted),
    patterns.filter(isNegative).map((pattern) => rooted(pattern.slice(1))),
    { resolve: false },
  );
  return paths.filter((path) => path !== from && matches(`/${path}`));
}
