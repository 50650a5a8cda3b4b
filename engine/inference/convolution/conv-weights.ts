import type { KernelData } from '../op.ts';
import type { CpuTensor } from '../tensor.ts';

/**
 * Weights `[outputs, inputs, kh, kw]` in the order of the packed kernels:
 * `[output pack][tap][input pack][input lane][4 outputs]`, missing channels zero.
 */
export function packWeights(weights: CpuTensor): KernelData {
  const [outputs = 1, inputs = 1, kernelH = 1, kernelW = 1] = weights.shape;
  const taps = kernelH * kernelW;
  const [outPacks, inPacks] = [Math.ceil(outputs / 4), Math.ceil(inputs / 4)];
  const values = new Float32Array(outPacks * taps * inPacks * 16);
  for (let o = 0; o < outputs; o++) {
    for (let c = 0; c < inputs; c++) {
      for (let tap = 0; tap < taps; tap++) {
        const block = (Math.floor(o / 4) * taps + tap) * inPacks + Math.floor(c / 4);
        values[block * 16 + (c % 4) * 4 + (o % 4)] =
          weights.data[(o * inputs + c) * taps + tap] ?? 0;
      }
    }
  }
  return { type: 'real', values };
}

/** Depthwise weights `[channels, 1, kh, kw]` as `[pack][tap][4 channels]`. */
export function packDepthwise(weights: CpuTensor): KernelData {
  const [channels = 1, , kernelH = 1, kernelW = 1] = weights.shape;
  const taps = kernelH * kernelW;
  const values = new Float32Array(Math.ceil(channels / 4) * taps * 4);
  for (let c = 0; c < channels; c++) {
    for (let tap = 0; tap < taps; tap++) {
      values[(Math.floor(c / 4) * taps + tap) * 4 + (c % 4)] = weights.data[c * taps + tap] ?? 0;
    }
  }
  return { type: 'real', values };
}

/** A bias in packs of four, in f32: sums start from it. */
export function packBias(bias: CpuTensor): KernelData {
  const values = new Float32Array(Math.ceil(bias.data.length / 4) * 4);
  values.set(bias.data);
  return { type: 'f32', values };
}
