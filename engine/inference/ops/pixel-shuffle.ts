import { floats } from '../case-data.ts';
import { defineOp } from '../op.ts';
import {
  type BlockAttributes,
  blocksOfDeep,
  rearrangeCall,
  rearrangeOnCpu,
} from '../pixel-blocks.ts';

/**
 * Channels become the pixels of blocks: `[n, c b b, h, w]` to `[n, c, h b, w b]`.
 * @source ONNX operator DepthToSpace-13; W. Shi et al., "Real-Time Single Image and Video
 * Super-Resolution Using an Efficient Sub-Pixel CNN", 2016
 */
export default defineOp<BlockAttributes>({
  name: 'pixel-shuffle',
  infer: ([x], attributes) =>
    x ? [{ dtype: 'f32', shape: blocksOfDeep(x, attributes).wide }] : [],
  reference: ([x], attributes) =>
    x ? [rearrangeOnCpu(x, blocksOfDeep(x, attributes), attributes)] : [],
  // Three colours are no pack: what comes out as a picture stays row-major.
  layouts: (_inputs, [type], [given = 'plain']) => ({
    inputs: [given],
    outputs: [given === 'c4' && (type?.shape[1] ?? 0) >= 4 ? 'c4' : 'plain'],
  }),
  lower({ inputs: [x], inputLayouts, outputLayouts, attributes }) {
    if (!x) return [];
    const [from = 'plain'] = inputLayouts;
    const [to = 'plain'] = outputLayouts;
    return [rearrangeCall(blocksOfDeep(x, attributes), attributes, { toDeep: false, from, to })];
  },
  cases: [
    { title: 'to colours', inputs: [floats(1, 12, 5, 7)], attributes: { block: 2, order: 'crd' } },
    { title: 'depth first', inputs: [floats(2, 20, 3, 4)], attributes: { block: 2, order: 'dcr' } },
    { title: 'blocks of 3', inputs: [floats(1, 45, 2, 3)], attributes: { block: 3, order: 'crd' } },
  ],
});
