import wgsl from '../../../shaders/ops/prelu.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { floats } from '../case-data.ts';
import { flatWorkgroups, offsetFunction } from '../kernel.ts';
import { layoutElements } from '../layouts.ts';
import { walk } from '../move.ts';
import { defineOp } from '../op.ts';
import { broadcastShapes, broadcastStrides, type Shape, shapeText, zeros } from '../tensor.ts';

/** Whether a slope is one number a channel of `[n, c, h, w]`, or one for all. */
function isByChannel(slope: Shape, x: Shape): boolean {
  const strides = broadcastStrides(slope, x);
  return x.length === 4 && strides.every((stride, axis) => axis === 1 || stride === 0);
}

/** WGSL that leads a place in a packed picture to the slope of its channel. */
function packedOffset(slope: Shape, [, channels = 1, height = 1, width = 1]: Shape): string {
  const packs = Math.ceil(channels / 4);
  const each = slope.some((extent) => extent > 1);
  return `fn slopeOffset(i: u32) -> u32 { return ${
    each ? `min((i / ${height * width * 4}u) % ${packs}u * 4u + i % 4u, ${channels - 1}u)` : '0u'
  }; }`;
}

/**
 * Leaky rectifier with learnt slopes: `x` where it is not negative, else `slope * x`; the slopes
 * are broadcast to `x`.
 * @source ONNX operator PRelu-16
 */
export default defineOp<Record<string, never>>({
  name: 'prelu',
  infer([x, slope]) {
    if (!x || !slope) return [];
    if (shapeText(broadcastShapes(x.shape, slope.shape)) !== shapeText(x.shape)) {
      fail({
        subject: 'Slopes',
        constraint: `broadcast to ${shapeText(x.shape)}`,
        got: shapeText(slope.shape),
        remedy: 'give one a channel, such as [c, 1, 1]',
      });
    }
    return [{ dtype: 'f32', shape: x.shape }];
  },
  reference([x, slope], _attributes, [type]) {
    if (!x || !slope || !type) return [];
    const result = zeros(type);
    walk(type.shape, { strides: broadcastStrides(slope.shape, type.shape) }, (at, i) => {
      const value = x.data[i] ?? 0;
      result.data[i] = value < 0 ? value * (slope.data[at] ?? 0) : value;
    });
    return [result];
  },
  layouts([x, slope], _outputs, [given]) {
    const packed = given === 'c4' && x && slope && isByChannel(slope.shape, x.shape);
    const layout = packed ? 'c4' : 'plain';
    return { inputs: [layout, 'plain'], outputs: [layout] };
  },
  lower({ inputs: [x, slope], outputLayouts: [layout = 'plain'] }) {
    if (!x || !slope) return [];
    const count = layoutElements(x, layout);
    return [
      {
        shader: { path: 'shaders/ops/prelu.wgsl', code: wgsl },
        constants: { COUNT: count },
        functions:
          layout === 'c4'
            ? packedOffset(slope.shape, x.shape)
            : offsetFunction('slopeOffset', x.shape, broadcastStrides(slope.shape, x.shape)),
        bindings: {
          source: { kind: 'input', index: 0 },
          slope: { kind: 'input', index: 1 },
          result: { kind: 'output', index: 0 },
        },
        workgroups: flatWorkgroups(count),
      },
    ];
  },
  cases: [
    { title: 'by channel', inputs: [floats(2, 6, 5, 3), floats(6, 1, 1)], attributes: {} },
    { title: 'one slope', inputs: [floats(2, 3, 5, 3), floats(1)], attributes: {} },
    { title: 'by element', inputs: [floats(3, 4, 5), floats(4, 5)], attributes: {} },
  ],
});
