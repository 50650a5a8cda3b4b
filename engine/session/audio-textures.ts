import type { GpuContext } from '../gpu/gpu-context.ts';
import { GpuScope } from '../gpu/gpu-scope.ts';

/** Bands of a row of the spectrogram. */
export const SPECTROGRAM_BANDS = 128;
/** Semitones of a row on the constant-Q axis, from C1 up. */
export const CONSTANT_Q_BINS = 84;
/** Columns of the history: the numbers of the frame's sound, then twelve pitch classes from C. */
export const HISTORY_COLUMNS = 28;
/** Frames that the textures with rows keep. */
export const SPECTROGRAM_ROWS = 256;
/** Samples of the waveform texture. */
export const WAVEFORM_SAMPLES = 256;

type Floats = Float32Array<ArrayBuffer>;

/** A frame's sound as the textures take it. */
export interface AudioRows {
  /** {@link SPECTROGRAM_BANDS} levels, 0..1. */
  readonly spectrum: Floats;
  /** {@link CONSTANT_Q_BINS} amplitudes, full scale. */
  readonly constantQ: Floats;
  /** {@link HISTORY_COLUMNS} numbers. */
  readonly history: Floats;
  /** {@link WAVEFORM_SAMPLES} samples, -1..1. */
  readonly waveform: Floats;
}

/** Rows of silence. */
export function emptyAudioRows(): AudioRows {
  return {
    spectrum: new Float32Array(SPECTROGRAM_BANDS),
    constantQ: new Float32Array(CONSTANT_Q_BINS),
    history: new Float32Array(HISTORY_COLUMNS),
    waveform: new Float32Array(WAVEFORM_SAMPLES),
  };
}

/** Sound as textures: what scenes read beside the numbers of the frame. */
export interface AudioTextures {
  /** `r32float`, [128 bands, 256 frames], 0..1; a ring, newest row in the frame's uniform. */
  readonly spectrogram: GPUTexture;
  /** `r32float`, [84 semitones, 256 frames], full scale; the same ring. */
  readonly constantQ: GPUTexture;
  /** `r32float`, [28 numbers, 256 frames]; the same ring, columns as in `shaders/lib/history.wgsl`. */
  readonly history: GPUTexture;
  /** `r32float`, [256 samples, 1], -1..1. */
  readonly waveform: GPUTexture;
  /** Newest row of the ring. */
  readonly row: number;
  /** Takes one frame's sound to the GPU. */
  write(rows: AudioRows): void;
  dispose(): void;
}

/** Empty textures on a device. */
export function createAudioTextures(context: GpuContext): AudioTextures {
  const scope = new GpuScope(context, {
    label: 'audio textures',
    header: { size: { width: SPECTROGRAM_BANDS, height: SPECTROGRAM_ROWS }, detail: 1, seed: 0 },
  });
  const { queue } = context.device;
  const noLayout = {};
  let row = 0;

  /** A texture that takes a row of floats a frame. */
  const rowsOf = (label: string, width: number, height: number) => {
    const texture = scope.texture({ label, size: { width, height }, format: 'r32float' });
    const target = { texture, origin: [0, 0, 0] };
    const size = [width, 1];
    return {
      texture,
      take(values: Floats) {
        target.origin[1] = row % height;
        queue.writeTexture(target, values, noLayout, size);
      },
    };
  };
  const spectrogram = rowsOf('spectrogram', SPECTROGRAM_BANDS, SPECTROGRAM_ROWS);
  const constantQ = rowsOf('constant-Q', CONSTANT_Q_BINS, SPECTROGRAM_ROWS);
  const history = rowsOf('history', HISTORY_COLUMNS, SPECTROGRAM_ROWS);
  const waveform = rowsOf('waveform', WAVEFORM_SAMPLES, 1);
  return {
    spectrogram: spectrogram.texture,
    constantQ: constantQ.texture,
    history: history.texture,
    waveform: waveform.texture,
    get row() {
      return row;
    },
    write(rows) {
      row = (row + 1) % SPECTROGRAM_ROWS;
      spectrogram.take(rows.spectrum);
      constantQ.take(rows.constantQ);
      history.take(rows.history);
      waveform.take(rows.waveform);
    },
    dispose: () => scope.dispose(),
  };
}
