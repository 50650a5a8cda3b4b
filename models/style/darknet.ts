import { fail } from '../../engine/core/errors.ts';
import type { CpuTensor } from '../../engine/inference/tensor.ts';
import type { Safetensors } from '../../engine/inference/weights/safetensors.ts';

/** Blocks of Darknet that the encoder reads; `BLOCKS` of encoder.py. */
export const BLOCKS = 4;
/** Slope of its activations below 0; `DARKNET_SLOPE` of perceptual.py. */
export const SLOPE = 0.1;

/** A tensor of the style encoder's file. @throws InstrumentError when it is not there */
export function requireTensor({ tensors }: Safetensors, name: string): CpuTensor {
  return (
    tensors.get(name) ??
    fail({
      subject: `The tensor "${name}" of the style encoder`,
      constraint: 'be in its weights',
      got: 'none',
      remedy: 'export them with models/style/export.py',
    })
  );
}
