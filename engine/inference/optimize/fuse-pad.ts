import type { Graph, Node } from '../graph.ts';
import { GraphEditor } from './graph-editor.ts';

/** Convolution's names of what pads may hold. */
const PAD_MODES: Readonly<Record<string, string>> = {
  constant: 'zero',
  reflect: 'reflect',
  edge: 'replicate',
};

/** A graph in which convolutions pad their picture themselves. */
export function withFusedPads(graph: Graph): Graph {
  const editor = new GraphEditor(graph);
  for (const conv of editor.nodes) {
    if (conv.op.name !== 'conv2d') continue;
    const pad = editor.soleMaker(conv.inputs[0], 'pad');
    const attributes = pad && joinedPads(pad, conv);
    const [picture] = pad?.inputs ?? [];
    if (!pad || !picture || !attributes) continue;
    editor.remove(pad);
    editor.replace(conv, {
      op: conv.op,
      inputs: [picture, ...conv.inputs.slice(1)],
      attributes: { ...conv.attributes, ...attributes },
      label: conv.label,
    });
  }
  return editor.finish();
}

/** Pads and mode of a convolution that takes a pad over, if it can. */
function joinedPads(
  pad: Node,
  conv: Node,
): { pads: readonly number[]; padMode: string } | undefined {
  const { mode = 'constant', value = 0, pads } = pad.attributes;
  const padMode = PAD_MODES[String(mode)];
  const [, , height = 1, width = 1] = pad.inputs[0]?.shape ?? [];
  if (padMode === undefined || value !== 0 || !Array.isArray(pads) || pads.length !== 8)
    return undefined;
  const [n, c, top = 0, left = 0, nEnd, cEnd, bottom = 0, right = 0] = pads as number[];
  const added = [top, left, bottom, right];
  // A reflection goes back and forth once only.
  const fits =
    padMode !== 'reflect' || (Math.max(top, bottom) < height && Math.max(left, right) < width);
  if ([n, c, nEnd, cEnd].some((one) => one !== 0) || added.some((one) => one < 0) || !fits)
    return undefined;
  const own = (conv.attributes.pads ?? []) as readonly number[];
  const isZero = padMode === 'zero' && (conv.attributes.padMode ?? 'zero') === 'zero';
  if (own.some((one) => one !== 0) && !isZero) return undefined;
  if ((conv.attributes.upsample ?? 1) !== 1 || conv.attributes.normalize === true) return undefined;
  return { pads: added.map((one, i) => one + (own[i] ?? 0)), padMode };
}
