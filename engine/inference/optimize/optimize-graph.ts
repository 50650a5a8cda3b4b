import type { Graph } from '../graph.ts';
import { withoutDeadCode } from './dead-code.ts';
import { withFoldedAffine } from './fold-affine.ts';
import { withFoldedConstants } from './fold-constants.ts';
import { withFusedActivations } from './fuse-activation.ts';
import { withFusedAttention } from './fuse-attention.ts';
import { withFusedBias } from './fuse-bias.ts';
import { withFusedNorms } from './fuse-norm.ts';
import { withNormalizedProducts } from './fuse-norm-product.ts';
import { withFusedPads } from './fuse-pad.ts';
import { withFusedResiduals } from './fuse-residual.ts';
import { withFusedUpsampling } from './fuse-upsample.ts';

/** A rewriting that keeps what a graph means. */
export type Pass = (graph: Graph) => Graph;

/** The passes in the order in which each finds what those before it leave. */
export const passes: readonly Pass[] = [
  withoutDeadCode,
  withFoldedConstants,
  withFoldedAffine,
  withFusedAttention,
  withFusedBias,
  withFusedPads,
  withFusedUpsampling,
  withFusedResiduals,
  withFusedActivations,
  withFusedNorms,
  withNormalizedProducts,
  withoutDeadCode,
];

/** A graph that means the same in fewer dispatches. Inputs, outputs and their names stay. */
export function optimizeGraph(graph: Graph): Graph {
  return passes.reduce((rewritten, pass) => pass(rewritten), graph);
}
