import type { Graph, Node } from '../graph.ts';
import { isPackedConvolution } from './fuse-residual.ts';
import { GraphEditor } from './graph-editor.ts';

/** A graph in which convolutions repeat the pixels of their picture themselves. */
export function withFusedUpsampling(graph: Graph): Graph {
  const editor = new GraphEditor(graph);
  for (const conv of editor.nodes) {
    if (conv.op.name !== 'conv2d') continue;
    const resize = editor.soleMaker(conv.inputs[0], 'resize');
    const [picture] = resize?.inputs ?? [];
    const factor = resize && repetition(resize);
    const { upsample = 1, normalize } = conv.attributes;
    const isFree = upsample === 1 && normalize !== true && isPackedConvolution(conv);
    if (!resize || !picture || !factor || !isFree) continue;
    editor.remove(resize);
    editor.replace(conv, {
      op: conv.op,
      inputs: [picture, ...conv.inputs.slice(1)],
      attributes: { ...conv.attributes, upsample: factor },
      label: conv.label,
    });
  }
  return editor.finish();
}

/** How often a resize repeats every pixel in both axes, or undefined when it does something else. */
function repetition({ inputs, outputs, attributes }: Node): number | undefined {
  const { mode, coordinateMode = 'half_pixel', nearestMode = 'round_prefer_floor' } = attributes;
  const [, , height = 1, width = 1] = inputs[0]?.shape ?? [];
  const [, , tall = 1, wide = 1] = outputs[0]?.shape ?? [];
  const factor = tall / height;
  const scales = (attributes.scales ?? [factor, factor]) as readonly number[];
  const isWhole =
    Number.isInteger(factor) && wide / width === factor && scales.every((one) => one === factor);
  // Both name the pixel that the middle, or the corner, of a result's pixel lies in.
  const rounds = String(nearestMode).startsWith('round_prefer');
  const byMiddle = String(coordinateMode).endsWith('half_pixel') && rounds;
  const byCorner = coordinateMode === 'asymmetric' && nearestMode === 'floor';
  return mode === 'nearest' && isWhole && (byMiddle || byCorner) ? factor : undefined;
}
