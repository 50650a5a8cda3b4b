import wgsl from '../../../shaders/ops/dequantize.wgsl?raw';
import { fail } from '../../core/errors.ts';
import { floats, wave, waveOfBytes } from '../case-data.ts';
import { flatWorkgroups } from '../kernel.ts';
import { linesOf } from '../lines.ts';
import { defineOp, type KernelBuffer } from '../op.ts';
import { elementCount, shapeText, type TensorType, zeros } from '../tensor.ts';

interface DequantizeAttributes {
  readonly [name: string]: number | boolean | undefined;
  /** Axis along which scales differ, when there are several; 1 when absent. */
  readonly axis?: number;
  /** Whether a zero point (i8, as many as scales) follows the scale. */
  readonly zeroPoint?: boolean;
}

/** Which scale a number has: `i / inner % count`. */
function scalesOf(x: TensorType, scale: TensorType, { axis = 1 }: DequantizeAttributes) {
  const count = elementCount(scale.shape);
  if (count === 1) return { count, inner: 1 };
  const { extent, inner } = linesOf(x.shape, axis);
  if (extent === count) return { count, inner };
  return fail({
    subject: `The scales of ${shapeText(x.shape)}`,
    constraint: `be one, or one for each of the ${extent} slices along axis ${axis}`,
    got: shapeText(scale.shape),
    remedy: 'correct their number or the axis',
  });
}

function dequantizedType(
  inputs: readonly TensorType[],
  attributes: DequantizeAttributes,
): TensorType {
  const [x, scale, zero] = inputs;
  const zeroFits =
    !attributes.zeroPoint ||
    (zero?.dtype === 'i8' && elementCount(zero.shape) === elementCount(scale?.shape ?? []));
  if (!x || !scale || x.dtype !== 'i8' || scale.dtype !== 'f32' || !zeroFits) {
    return fail({
      subject: 'A tensor that is dequantized',
      constraint: 'be i8, with scales in f32 and as many zero points in i8 if any',
      got: inputs.map(({ dtype, shape }) => `${dtype} ${shapeText(shape)}`).join(', '),
      remedy: 'correct the inputs',
    });
  }
  scalesOf(x, scale, attributes);
  return { dtype: 'f32', shape: x.shape };
}

/**
 * Numbers of a byte as reals: `(x - zero) * scale`, with one scale or one a slice.
 * @source ONNX operator DequantizeLinear-19
 */
export default defineOp<DequantizeAttributes>({
  name: 'dequantize',
  infer: (inputs, attributes) => [dequantizedType(inputs, attributes)],
  reference([x, scale, zero], attributes, [type]) {
    if (!x || !scale || !type) return [];
    const { count, inner } = scalesOf(x, scale, attributes);
    const result = zeros(type);
    x.data.forEach((byte, i) => {
      const place = Math.floor(i / inner) % count;
      const origin = attributes.zeroPoint ? (zero?.data[place] ?? 0) : 0;
      result.data[i] = (byte - origin) * (scale.data[place] ?? 0);
    });
    return [result];
  },
  lower({ inputs: [x, scale], attributes }) {
    if (!x || !scale) return [];
    const { count, inner } = scalesOf(x, scale, attributes);
    const bindings: Record<string, KernelBuffer> = {
      source: { kind: 'input', index: 0 },
      scale: { kind: 'input', index: 1 },
      result: { kind: 'output', index: 0 },
    };
    if (attributes.zeroPoint) bindings.zero = { kind: 'input', index: 2 };
    const zeroText = attributes.zeroPoint
      ? `@group(1) @binding(3) var<storage, read> zero: array<u32>;
fn zeroAt(place: u32) -> i32 {
  return extractBits(bitcast<i32>(zero[place / 4u]), (place % 4u) * 8u, 8u);
}`
      : 'fn zeroAt(place: u32) -> i32 { return 0; }';
    return [
      {
        shader: { path: 'shaders/ops/dequantize.wgsl', code: wgsl },
        constants: { COUNT: elementCount(x.shape) },
        functions: `fn parameterOf(i: u32) -> u32 { return (i / ${inner}u) % ${count}u; }
${zeroText}`,
        bindings,
        workgroups: flatWorkgroups(elementCount(x.shape)),
      },
    ];
  },
  cases: [
    {
      title: 'one scale, no whole number of words',
      inputs: [{ dtype: 'i8', shape: [3, 7] }, wave([1], 0.05)],
      attributes: {},
    },
    {
      title: 'a scale and zero point a row',
      inputs: [{ dtype: 'i8', shape: [5, 9] }, floats(5), waveOfBytes([5])],
      attributes: { axis: 0, zeroPoint: true },
    },
    {
      title: 'a scale a channel, known bytes',
      inputs: [waveOfBytes([2, 6, 3, 3]), wave([6], 0.02)],
      attributes: { axis: -3 },
    },
  ],
});
