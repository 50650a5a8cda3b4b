import { activate } from '../activations.ts';
import type { CpuTensor } from '../tensor.ts';
import { padIndex } from '../window.ts';
import type { Convolution } from './conv-attributes.ts';

/** What the windows read: the picture upsampled, scaled and shifted, and activated. */
function prepareInput(conv: Convolution, inputs: readonly CpuTensor[]): Float64Array {
  const { batch, inChannels, source, upsample, inputActivation } = conv;
  const [height, width] = [source[0] * upsample, source[1] * upsample];
  const [scale, shift] = [inputs[conv.scale]?.data, inputs[conv.shift]?.data];
  const from = inputs[0]?.data ?? [];
  const to = new Float64Array(batch * inChannels * height * width);
  for (let plane = 0; plane < batch * inChannels; plane++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const place = Math.floor(y / upsample) * source[1] + Math.floor(x / upsample);
        const value = from[plane * source[0] * source[1] + place] ?? 0;
        const scaled = value * (scale?.[plane] ?? 1) + (shift?.[plane] ?? 0);
        to[(plane * height + y) * width + x] = activate(inputActivation, scaled);
      }
    }
  }
  return to;
}

/** The meaning of a convolution, by its definition. */
export function referenceConvolution(conv: Convolution, inputs: readonly CpuTensor[]): CpuTensor {
  const { batch, inChannels, outChannels, out, groups, window, padMode, upsample } = conv;
  const [height, width] = [conv.source[0] * upsample, conv.source[1] * upsample];
  const [kernelH, kernelW] = window.kernel;
  const picture = prepareInput(conv, inputs);
  const weights = inputs[1]?.data ?? [];
  const bias = inputs[2]?.data ?? [];
  const residual = inputs[conv.residual]?.data;
  const [groupIn, groupOut] = [inChannels / groups, outChannels / groups];
  const data = new Float32Array(batch * outChannels * out[0] * out[1]);

  const sumAt = (n: number, channel: number, y: number, x: number): number => {
    let sum = bias[channel] ?? 0;
    const first = Math.floor(channel / groupOut) * groupIn;
    for (let ky = 0; ky < kernelH; ky++) {
      const row = padIndex(
        y * window.strides[0] + ky * window.dilations[0] - window.pads[0],
        height,
        padMode,
      );
      if (row < 0) continue;
      for (let kx = 0; kx < kernelW; kx++) {
        const column = padIndex(
          x * window.strides[1] + kx * window.dilations[1] - window.pads[1],
          width,
          padMode,
        );
        if (column < 0) continue;
        for (let c = 0; c < groupIn; c++) {
          const weight = weights[((channel * groupIn + c) * kernelH + ky) * kernelW + kx] ?? 0;
          sum +=
            weight * (picture[((n * inChannels + first + c) * height + row) * width + column] ?? 0);
        }
      }
    }
    return sum;
  };

  let i = 0;
  for (let n = 0; n < batch; n++) {
    for (let channel = 0; channel < outChannels; channel++) {
      for (let y = 0; y < out[0]; y++) {
        for (let x = 0; x < out[1]; x++, i++) {
          data[i] = activate(conv.activation, sumAt(n, channel, y, x) + (residual?.[i] ?? 0));
        }
      }
    }
  }
  return { dtype: 'f32', shape: [batch, outChannels, out[0], out[1]], data };
}
