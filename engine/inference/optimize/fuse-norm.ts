import type { Graph, Node } from '../graph.ts';
import type { Attributes, OpDefinition } from '../op.ts';
import channelStats from '../ops/channel-stats.ts';
import { isPackedConvolution } from './fuse-residual.ts';
import { GraphEditor, numberAttribute, textAttribute } from './graph-editor.ts';

/**
 * A graph in which convolutions apply the instance norm before them, with its activation, as they
 * read their picture: only the statistics are left to be computed apart.
 */
export function withFusedNorms(graph: Graph): Graph {
  const editor = new GraphEditor(graph);
  for (const conv of editor.nodes) {
    if (conv.op.name !== 'conv2d' || !takesNorm(conv)) continue;
    const norm = editor.soleMaker(conv.inputs[0], 'normalize');
    const [picture, gamma, beta] = norm?.inputs ?? [];
    if (!norm || !picture || !gamma || !beta || !isPlainInstanceNorm(norm)) continue;
    const { activation, alpha, epsilon } = norm.attributes;
    const statistics = editor.make({
      op: channelStats as unknown as OpDefinition,
      inputs: [picture, gamma, beta],
      attributes: { epsilon },
      label: `${norm.label} statistics`,
    });
    editor.remove(norm);
    const [, ...rest] = conv.inputs;
    const attributes: Attributes = {
      ...conv.attributes,
      normalize: true,
      inputActivation: textAttribute(activation) ?? 'none',
      ...(alpha !== undefined && { inputAlpha: numberAttribute(alpha) }),
    };
    editor.replace(
      conv,
      {
        op: conv.op,
        inputs: [picture, ...rest, ...statistics.outputs],
        attributes,
        label: conv.label,
      },
      [statistics],
    );
  }
  return editor.finish();
}

function takesNorm(conv: Node): boolean {
  const { normalize, inputActivation = 'none' } = conv.attributes;
  return normalize !== true && inputActivation === 'none' && isPackedConvolution(conv);
}

/** An instance norm of a picture with scale and bias, whose activation needs no second constant. */
function isPlainInstanceNorm({ inputs, attributes }: Node): boolean {
  const { kind, scale, bias, beta } = attributes;
  const isPicture = inputs[0]?.shape.length === 4;
  return kind === 'instance' && scale === true && bias === true && beta === undefined && isPicture;
}
