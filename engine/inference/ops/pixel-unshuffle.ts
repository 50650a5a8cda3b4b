import { floats } from '../case-data.ts';
import { defineOp } from '../op.ts';
import {
  type BlockAttributes,
  blocksOfWide,
  rearrangeCall,
  rearrangeOnCpu,
} from '../pixel-blocks.ts';

/**
 * The pixels of blocks become channels: `[n, c, h b, w b]` to `[n, c b b, h, w]`. Order `dcr` is
 * ONNX's, `crd` PyTorch's.
 * @source ONNX operator SpaceToDepth-13
 */
export default defineOp<BlockAttributes>({
  name: 'pixel-unshuffle',
  infer: ([x], attributes) =>
    x ? [{ dtype: 'f32', shape: blocksOfWide(x, attributes).deep }] : [],
  reference: ([x], attributes) =>
    x ? [rearrangeOnCpu(x, blocksOfWide(x, attributes), attributes)] : [],
  // A convolution follows as a rule: many channels come out packed, whatever went in.
  layouts: (_inputs, _outputs, [given = 'plain']) => ({ inputs: [given], outputs: ['c4'] }),
  lower({ inputs: [x], inputLayouts: [from = 'plain'], attributes }) {
    if (!x) return [];
    const blocks = blocksOfWide(x, attributes);
    return [rearrangeCall(blocks, attributes, { toDeep: true, from, to: 'c4' })];
  },
  cases: [
    { title: 'colours', inputs: [floats(1, 3, 6, 10)], attributes: { block: 2, order: 'crd' } },
    { title: 'depth first', inputs: [floats(2, 5, 4, 6)], attributes: { block: 2, order: 'dcr' } },
    { title: 'blocks of 3', inputs: [floats(1, 1, 9, 6)], attributes: { block: 3, order: 'dcr' } },
  ],
});
