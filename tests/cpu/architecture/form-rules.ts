/** The form of files: docstrings, lengths and shaders. */

import { posix } from 'node:path';
import { isUnit } from './import-rules.ts';
import {
  lineOf,
  nameOf,
  nodeIn,
  nodesIn,
  type SourceFile,
  type SourceModule,
  type SyntaxNode,
} from './source-tree.ts';

/** The most lines that a file may have. */
const longestFile = 500;

/** Files that are longer than 500 lines. */
export function longFiles(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.trimEnd().split('\n').length;
    return lines <= longestFile ? [] : [`${path} has ${lines} lines; split it`];
  });
}

/** Exports of the instrument that have no docstring directly above them. */
export function bareExports(modules: readonly SourceModule[]): string[] {
  return modules
    .filter(({ path }) => /^(engine|models|scenes|app)\//.test(path))
    .flatMap((module) => bareExportsIn(module));
}

function bareExportsIn(module: SourceModule): string[] {
  const statements = nodesIn(module.program, 'body');
  const documented = new Set<string>();
  const found: string[] = [];
  for (const statement of statements) {
    const names = namesDeclared(statement);
    if (isDocumented(module, statement)) for (const name of names) documented.add(name);
    for (const name of namesExported(statement)) {
      // Further signatures of an overloaded function stand under the first one's docstring.
      if (documented.has(name) || isDocumented(module, statement)) continue;
      if (name === 'default' && isUnit(module) && hasHeader(module)) continue;
      found.push(`${module.path}:${lineOf(module.text, statement.start)} exports ${name} bare`);
    }
  }
  return found;
}

/** Names that a statement exports of its own file; re-exports are documented where they are. */
function namesExported(statement: SyntaxNode): string[] {
  if (statement.type === 'ExportDefaultDeclaration') return ['default'];
  if (statement.type !== 'ExportNamedDeclaration' || nodeIn(statement, 'source')) return [];
  const listed = nodesIn(statement, 'specifiers').map((one) => nameOf(nodeIn(one, 'local')) ?? '?');
  return [...namesDeclared(statement), ...listed];
}

function namesDeclared(statement: SyntaxNode): string[] {
  const declaration = nodeIn(statement, 'declaration') ?? statement;
  const named = [declaration, ...nodesIn(declaration, 'declarations')];
  return named.flatMap((node) => nameOf(nodeIn(node, 'id')) ?? []);
}

/** Whether a docstring ends on the line above a statement. */
function isDocumented({ comments, text }: SourceModule, { start }: SyntaxNode): boolean {
  return comments.some((comment) => {
    const isDocstring = comment.type === 'Block' && comment.value.startsWith('*');
    return (
      isDocstring &&
      comment.end <= start &&
      /^\s*$/.test(text.slice(comment.end, start)) &&
      text.slice(comment.end, start).split('\n').length <= 2
    );
  });
}

function hasHeader({ comments, text }: SourceModule): boolean {
  const [first] = comments;
  return first?.value.startsWith('*') === true && text.slice(0, first.start).trim() === '';
}

/**
 * Shaders without a header comment, or with other than one entry point (a vertex and a fragment
 * stage that draw together count as one). Modules that others take in by `// @import` have none.
 */
export function formlessShaders(files: readonly SourceFile[]): string[] {
  const shaders = files.filter(({ path }) => path.endsWith('.wgsl'));
  const imports = shaders.flatMap(({ text }) => [...text.matchAll(/^\s*\/\/\s*@import\s+(\S+)/gm)]);
  const modules = new Set(imports.map(([, name]) => name));
  return shaders.flatMap((shader) => {
    const isModule = modules.has(posix.basename(shader.path, '.wgsl'));
    return shaderFaults(shader, isModule || shader.path.split('/').includes('lib'));
  });
}

function shaderFaults({ path, text }: SourceFile, isModule: boolean): string[] {
  const faults: string[] = [];
  if (!/^\/[/*]\s*\S/.test(text)) faults.push(`${path} has no header comment on its first line`);
  const code = text.replace(/\/\/.*|\/\*[\s\S]*?\*\//g, '');
  const stages = [...code.matchAll(/@(compute|vertex|fragment)\b/g)].map(([, stage]) => stage);
  const kinds = stages.sort().join('+');
  const allowed = ['compute', 'vertex', 'fragment', 'fragment+vertex', ...(isModule ? [''] : [])];
  if (!allowed.includes(kinds)) {
    faults.push(`${path} must have one entry point, got ${kinds || 'none'}`);
  }
  return faults;
}
