import { fail } from '../../core/errors.ts';
import { activate, activationOf } from '../activations.ts';
import { type CpuTensor, shapeText, type TensorType } from '../tensor.ts';
import { type Window, windowOf } from '../window.ts';

/** Attributes of a transposed convolution. */
export interface TransposedAttributes {
  readonly [name: string]: number | string | readonly number[] | undefined;
  readonly strides?: readonly number[];
  readonly dilations?: readonly number[];
  /** Top, left, bottom, right: what is cut off the result. */
  readonly pads?: readonly number[];
  /** Rows and columns added at the bottom and right. */
  readonly outputPadding?: readonly number[];
  readonly groups?: number;
  readonly activation?: string;
  readonly alpha?: number;
  readonly beta?: number;
}

/**
 * A transposed convolution with every number in place. Inputs in order: picture `[n, c, h, w]`,
 * weights `[c, outputs / groups, kh, kw]`, bias `[outputs]`.
 */
export interface Transposed {
  readonly batch: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly groups: number;
  readonly source: readonly [height: number, width: number];
  readonly out: readonly [height: number, width: number];
  readonly window: Window;
}

/**
 * Reads a transposed convolution.
 * @throws InstrumentError when shapes and attributes do not agree
 * @source ONNX operator ConvTranspose-11, output shape
 */
export function readTransposed(
  inputs: readonly TensorType[],
  attributes: TransposedAttributes,
): Transposed {
  const [x, weights, bias] = inputs;
  const { groups = 1, outputPadding = [] } = attributes;
  const [batch = 0, inChannels = 0, height = 0, width = 0] = x?.shape ?? [];
  const [weightIn = 0, groupOut = 0, kernelH = 1, kernelW = 1] = weights?.shape ?? [];
  const outChannels = groupOut * groups;
  const window = windowOf([kernelH, kernelW], attributes);
  const along = (extent: number, axis: 0 | 1) =>
    window.strides[axis] * (extent - 1) +
    (outputPadding[axis] ?? 0) +
    window.dilations[axis] * (window.kernel[axis] - 1) +
    1 -
    window.pads[axis] -
    window.pads[axis === 0 ? 2 : 3];
  const out = [along(height, 0), along(width, 1)] as const;
  const fits =
    x?.shape.length === 4 &&
    weights?.shape.length === 4 &&
    weightIn === inChannels &&
    inChannels % groups === 0 &&
    bias?.shape.join() === `${outChannels}` &&
    Math.min(...out) >= 1;
  if (fits) {
    return { batch, inChannels, outChannels, groups, source: [height, width], out, window };
  }
  return fail({
    subject: 'A transposed convolution',
    constraint: 'have a picture [n, c, h, w], weights [c, o / groups, kh, kw] and a bias [o]',
    got: `${inputs.map(({ shape }) => shapeText(shape)).join(', ')}, ${groups} groups`,
    remedy: 'give it these three, and pads that leave something',
  });
}

/** The meaning of a transposed convolution: every input spreads over the result by its weights. */
export function referenceTransposed(
  { batch, inChannels, outChannels, groups, source, out, window }: Transposed,
  [x, weights, bias]: readonly CpuTensor[],
  attributes: TransposedAttributes,
): CpuTensor {
  const { kernel, strides, dilations, pads } = window;
  const [groupIn, groupOut] = [inChannels / groups, outChannels / groups];
  const sums = new Float64Array(batch * outChannels * out[0] * out[1]);
  const plane = out[0] * out[1];
  const spread = (value: number, n: number, c: number, y: number, i: number) => {
    for (let o = 0; o < groupOut; o++) {
      const channel = Math.floor(c / groupIn) * groupOut + o;
      for (let ky = 0; ky < kernel[0]; ky++) {
        for (let kx = 0; kx < kernel[1]; kx++) {
          const row = y * strides[0] + ky * dilations[0] - pads[0];
          const column = i * strides[1] + kx * dilations[1] - pads[1];
          if (row < 0 || column < 0 || row >= out[0] || column >= out[1]) continue;
          const at = (n * outChannels + channel) * plane + row * out[1] + column;
          const weight = weights?.data[((c * groupOut + o) * kernel[0] + ky) * kernel[1] + kx] ?? 0;
          sums[at] = (sums[at] ?? 0) + value * weight;
        }
      }
    }
  };
  x?.data.forEach((value, i) => {
    const channel = Math.floor(i / (source[0] * source[1]));
    const y = Math.floor(i / source[1]) % source[0];
    spread(value, Math.floor(channel / inChannels), channel % inChannels, y, i % source[1]);
  });
  const activation = activationOf(attributes);
  const data = Float32Array.from(sums, (sum, i) =>
    activate(activation, sum + (bias?.data[Math.floor(i / plane) % outChannels] ?? 0)),
  );
  return { dtype: 'f32', shape: [batch, outChannels, ...out], data };
}

/** Weights `[c, o, kh, kw]` as those of a convolution lie, `[o, c, kh, kw]`. */
export function turnWeights(weights: CpuTensor): CpuTensor {
  const [inputs = 1, outputs = 1, kernelH = 1, kernelW = 1] = weights.shape;
  const taps = kernelH * kernelW;
  const data = new Float32Array(weights.data.length);
  for (let c = 0; c < inputs; c++) {
    for (let o = 0; o < outputs; o++) {
      for (let tap = 0; tap < taps; tap++) {
        data[(o * inputs + c) * taps + tap] = weights.data[(c * outputs + o) * taps + tap] ?? 0;
      }
    }
  }
  return { dtype: 'f32', shape: [outputs, inputs, kernelH, kernelW], data };
}
