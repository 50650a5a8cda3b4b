import { fail } from '../../core/errors.ts';
import { clamp } from '../../core/numeric.ts';
import type { Hertz, Seconds } from '../../core/units.ts';
import { createSpectrumMeter } from './dsp/magnitude-spectrum.ts';
import type { AnalysisFormat, AudioFrame } from './feature.ts';
import { type AudioLayout, audioLayout } from './layout.ts';
import { audioFeatures } from './registry.ts';

/** Turns sound into features, hop by hop; the same numbers live and offline. */
export interface AudioAnalyser {
  readonly format: AnalysisFormat;
  readonly layout: AudioLayout;
  /** `[layout.length]` features of the newest whole hop; the same array always. */
  readonly latest: Float32Array;
  /** Whole hops heard so far. */
  readonly hopCount: number;
  /**
   * Takes `frames` samples of each channel from `from` on; no channel means silence. Any number of
   * channels is mixed to one. Allocates nothing.
   */
  push(channels: readonly Float32Array[], frames: number, from?: number): void;
}

/** Windows at 48 kHz; other rates take the power of two that lasts nearest to it. */
const REFERENCE_RATE: Hertz = 48000;
const REFERENCE_FFT = 2048;
/** Samples beyond this are clipped: 12 dB over full scale. */
const OVERLOAD = 4;
/** Under this corner the sound counts as an offset and is taken out. */
const DC_CORNER: Hertz = 8;

/**
 * Window and hop for a sample rate: 2048 and 512 at 48 kHz, of like duration elsewhere.
 * @throws InstrumentError unless the rate is from 8 to 192 kHz.
 */
export function analysisFormat(sampleRate: Hertz): AnalysisFormat {
  if (!(sampleRate >= 8000 && sampleRate <= 192000)) {
    fail({
      subject: 'The sample rate',
      constraint: 'lie between 8000 and 192000 Hz',
      got: sampleRate,
      remedy: 'resample the sound to 48000 Hz',
    });
  }
  const fftLength = 2 ** Math.round(Math.log2((REFERENCE_FFT * sampleRate) / REFERENCE_RATE));
  return { sampleRate, fftLength, hopLength: fftLength / 4 };
}

/** Length of a hop in seconds. */
export function hopSeconds({ hopLength, sampleRate }: AnalysisFormat): Seconds {
  return hopLength / sampleRate;
}

/** Mean of the channels at `index`, with what is not a number taken as silence. */
function mono(channels: readonly Float32Array[], index: number): number {
  let sum = 0;
  for (let c = 0; c < channels.length; c++) {
    sum += clamp(channels[c]?.[index] ?? 0, -OVERLOAD, OVERLOAD) || 0;
  }
  return channels.length > 0 ? sum / channels.length : 0;
}

/**
 * An analyser for sound of `sampleRate`.
 * @throws InstrumentError unless the rate is from 8 to 192 kHz.
 * @source DC blocker: Julius O. Smith, "Introduction to Digital Filters", y = x - x' + R y'.
 */
export function createAudioAnalyser({ sampleRate }: { sampleRate: Hertz }): AudioAnalyser {
  const format = analysisFormat(sampleRate);
  const { fftLength, hopLength } = format;
  const samples = new Float32Array(fftLength);
  const hop = new Float32Array(hopLength);
  const spectrum = createSpectrumMeter(fftLength, sampleRate);
  const shortSpectrum = createSpectrumMeter(fftLength / 2, sampleRate);
  const frame: AudioFrame = { samples, spectrum, shortSpectrum };
  const processes = audioFeatures.map((feature) => feature.create(format));
  const offsets = audioFeatures.map(({ name }) => audioLayout.slots.get(name)?.offset ?? 0);
  const latest = new Float32Array(audioLayout.length);
  const pole = Math.exp((-2 * Math.PI * DC_CORNER) / sampleRate);
  let filled = 0;
  let hopCount = 0;
  let lastIn = 0;
  let lastOut = 0;

  const finishHop = () => {
    samples.copyWithin(0, hopLength);
    samples.set(hop, fftLength - hopLength);
    spectrum.measure(samples);
    shortSpectrum.measure(samples);
    for (let i = 0; i < processes.length; i++) {
      processes[i]?.process(frame, latest, offsets[i] as number);
    }
    filled = 0;
    hopCount++;
  };

  return {
    format,
    layout: audioLayout,
    latest,
    get hopCount() {
      return hopCount;
    },
    push(channels, frames, from = 0) {
      for (let i = from; i < from + frames; i++) {
        const sample = mono(channels, i);
        lastOut = sample - lastIn + pole * lastOut;
        if (Math.abs(lastOut) < 1e-15) lastOut = 0; // denormal numbers are slow
        lastIn = sample;
        hop[filled++] = lastOut;
        if (filled === hopLength) finishHop();
      }
    },
  };
}
