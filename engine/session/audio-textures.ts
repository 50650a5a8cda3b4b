import type { GpuContext } from '../gpu/gpu-context.ts';
import { GpuScope } from '../gpu/gpu-scope.ts';

/** Bands of a row of the spectrogram. */
export const SPECTROGRAM_BANDS = 128;
/** Frames that the spectrogram keeps. */
export const SPECTROGRAM_ROWS = 256;
/** Samples of the waveform texture. */
export const WAVEFORM_SAMPLES = 256;

/** Sound as textures: what scenes read beside the numbers of the frame. */
export interface AudioTextures {
  /** `r32float`, [128 bands, 256 frames], 0..1; a ring, newest row in the frame's uniform. */
  readonly spectrogram: GPUTexture;
  /** `r32float`, [256 samples, 1], -1..1. */
  readonly waveform: GPUTexture;
  /** Newest row of the spectrogram. */
  readonly row: number;
  /** Takes one frame's spectrum and waveform to the GPU. */
  write(spectrum: Float32Array<ArrayBuffer>, waveform: Float32Array<ArrayBuffer>): void;
  dispose(): void;
}

/** Empty textures on a device. */
export function createAudioTextures(context: GpuContext): AudioTextures {
  const scope = new GpuScope(context, {
    label: 'audio textures',
    header: { size: { width: SPECTROGRAM_BANDS, height: SPECTROGRAM_ROWS }, detail: 1, seed: 0 },
  });
  const spectrogram = scope.texture({
    label: 'spectrogram',
    size: { width: SPECTROGRAM_BANDS, height: SPECTROGRAM_ROWS },
    format: 'r32float',
  });
  const waveform = scope.texture({
    label: 'waveform',
    size: { width: WAVEFORM_SAMPLES, height: 1 },
    format: 'r32float',
  });
  const rowTarget = { texture: spectrogram, origin: [0, 0, 0] };
  const rowSize = [SPECTROGRAM_BANDS, 1];
  const waveTarget = { texture: waveform };
  const waveSize = [WAVEFORM_SAMPLES, 1];
  const noLayout = {};
  let row = 0;
  return {
    spectrogram,
    waveform,
    get row() {
      return row;
    },
    write(spectrum, samples) {
      row = (row + 1) % SPECTROGRAM_ROWS;
      rowTarget.origin[1] = row;
      context.device.queue.writeTexture(rowTarget, spectrum, noLayout, rowSize);
      context.device.queue.writeTexture(waveTarget, samples, noLayout, waveSize);
    },
    dispose: () => scope.dispose(),
  };
}
