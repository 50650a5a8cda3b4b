import { InstrumentError } from '../../core/errors.ts';

/** A part of a model that our kernels do not run, and why. */
export interface UnsupportedOp {
  /** Operator, such as `Loop`, with its domain where that is not ONNX's own. */
  readonly op: string;
  /** Name of the node. */
  readonly node: string;
  /** The reason, to be read after "because it". */
  readonly why: string;
  /** Values that the node makes; none where it is no node that another runtime could take over. */
  readonly outputs: readonly string[];
}

/**
 * A sound model that our kernels cannot run whole. Another runtime may: see `run-model.ts`.
 */
export class UnsupportedOpsError extends InstrumentError {
  readonly unsupported: readonly UnsupportedOp[];

  constructor(subject: string, unsupported: readonly UnsupportedOp[]) {
    super({
      subject,
      constraint: 'use operators that our kernels run',
      got: describeUnsupported(unsupported),
      remedy: 'run it on onnxruntime-web, or export it without them',
    });
    this.name = 'UnsupportedOpsError';
    this.unsupported = unsupported;
  }
}

/** Nodes of one kind that are named before the rest is counted. */
const NAMED = 3;

/** What is not supported, kind by kind: `Loop (it holds a graph; 2 nodes: a, b)`. */
export function describeUnsupported(unsupported: readonly UnsupportedOp[]): string {
  const kinds = new Map<string, string[]>();
  for (const { op, node, why } of unsupported) {
    const kind = `${op} (it ${why}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), node]);
  }
  return [...kinds]
    .map(([kind, nodes]) => {
      const more = nodes.length > NAMED ? ' and others' : '';
      const count = nodes.length === 1 ? 'node' : `${nodes.length} nodes:`;
      return `${kind}; ${count} ${nodes.slice(0, NAMED).join(', ')}${more})`;
    })
    .join('; ');
}

/** Thrown by a converter for a node that it cannot turn into our ops; the import gathers these. */
export class UnsupportedNode extends Error {}
