/** Who may ask for time, randomness, the device and a readback. */

import {
  isNode,
  lineOf,
  nameOf,
  nodeIn,
  nodesIn,
  type SourceModule,
  type SyntaxNode,
  stringOf,
  walk,
} from './source-tree.ts';

/** Something that belongs to an owner. */
export interface Ownership {
  /** What is owned, as it is written: `object.member`, or a bare name, or `new Date()`. */
  readonly names: readonly string[];
  /** Whether a file is under the rule at all. */
  readonly scope: RegExp;
  /** Files in the scope that may use the names. */
  readonly owners: RegExp;
  /** Whom to ask instead, as an order. */
  readonly remedy: string;
}

const instrument = /^(engine|models|scenes|app)\//;

/** The rules, each with what to do instead. */
export const ownerships: readonly Ownership[] = [
  {
    names: ['performance.now', 'Date.now', 'new Date()', 'Date()', 'requestAnimationFrame'],
    scope: instrument,
    owners: /^(engine\/clock|app\/cli)\//,
    remedy: 'take the time from engine/clock',
  },
  {
    names: ['Math.random', 'crypto.getRandomValues', 'crypto.randomUUID'],
    scope: instrument,
    owners: /^engine\/clock\//,
    remedy: 'take a seeded stream from engine/core/random.ts',
  },
  {
    names: ['requestAdapter', 'requestDevice'],
    scope: /^(engine|models|scenes|app|tests)\//,
    owners:
      /^(engine\/gpu\/gpu-host\.ts|tests\/support\/dawn\.ts|tests\/gpu\/engine\/gpu\/gpu-host\.test\.ts)$/,
    remedy: 'let GpuHost ask (engine/gpu/gpu-host.ts; in tests by tests/support/gpu-context.ts)',
  },
  {
    names: ['mapAsync', 'onSubmittedWorkDone'],
    scope: /^(engine|models|scenes)\//,
    owners: /^engine\/gpu\/(frame-encoder|gpu-timer|gpu-stopwatch|readback)\.ts$/,
    remedy: 'keep the result on the GPU, or read it by engine/gpu/readback.ts off the frame path',
  },
];

/** Uses of what a file does not own, one sentence each. */
export function trespasses(
  modules: readonly SourceModule[],
  rules: readonly Ownership[] = ownerships,
): string[] {
  return rules.flatMap((rule) =>
    modules
      .filter(({ path }) => rule.scope.test(path) && !rule.owners.test(path))
      .flatMap((module) => trespassesIn(module, rule)),
  );
}

function trespassesIn(module: SourceModule, { names, remedy }: Ownership): string[] {
  const found: string[] = [];
  walk(module.program, (node) => {
    for (const name of namesUsedBy(node)) {
      if (!names.includes(name)) continue;
      found.push(`${module.path}:${lineOf(module.text, node.start)} uses ${name}; ${remedy}`);
    }
  });
  return found;
}

/** What a node uses, written as in {@link Ownership.names}. */
function namesUsedBy(node: SyntaxNode): string[] {
  if (node.type === 'Identifier') return [String(node.name)];
  if (node.type === 'MemberExpression') return memberUsed(node);
  if (node.type === 'VariableDeclarator') return membersTaken(node);
  const isDate = nameOf(nodeIn(node, 'callee')) === 'Date';
  if (isDate && node.type === 'CallExpression') return ['Date()'];
  const isNow = isDate && node.type === 'NewExpression' && nodesIn(node, 'arguments').length === 0;
  return isNow ? ['new Date()'] : [];
}

/** `performance.now`, also as `globalThis.performance['now']`. */
function memberUsed(node: SyntaxNode): string[] {
  const owner = lastName(nodeIn(node, 'object'));
  const member = nodeIn(node, 'property');
  const name = node.computed ? stringOf(member) : nameOf(member);
  if (owner === undefined || name === undefined) return node.computed && name ? [name] : [];
  return node.computed ? [`${owner}.${name}`, name] : [`${owner}.${name}`];
}

function lastName(node: SyntaxNode | undefined): string | undefined {
  return nameOf(node) ?? nameOf(nodeIn(node, 'property'));
}

/** `const { now } = performance`. */
function membersTaken(node: SyntaxNode): string[] {
  const owner = lastName(nodeIn(node, 'init'));
  const pattern = nodeIn(node, 'id');
  if (owner === undefined || pattern?.type !== 'ObjectPattern') return [];
  return nodesIn(pattern, 'properties').flatMap((property) => {
    const key = property.key;
    const name = isNode(key) ? nameOf(key) : undefined;
    return name === undefined ? [] : [`${owner}.${name}`];
  });
}
