import type { Seconds } from '../../../core/units.ts';
import type {
  AudioFrame,
  BeatActivation,
  FeatureSetting,
  MagnitudeSpectrum,
  SharedAnalysis,
} from '../feature.ts';
import { createFilterbank } from './filterbank.ts';
import { createRunningMedian } from './running-median.ts';
import { createRunningPeak } from './running-peak.ts';

/** How likely it is that a beat, a downbeat or an onset sounded `delay` seconds ago. */
export interface BeatHearing extends SharedAnalysis {
  /** `[beat, downbeat, onset]`, each 0 to 1. */
  readonly activations: Float32Array;
  /** Whether this hop brought new activations: every second one does. */
  readonly fresh: boolean;
  /** Time from one fresh hop to the next. */
  readonly step: Seconds;
  /** Time from an event to the activations that tell of it. */
  readonly delay: Seconds;
}

/** Hops from one frame of the net to the next. */
const STRIDE = 2;
const BANDS = 64;
/** As models/beat/features.py has them. */
const GAIN = 100;
const PEAK_FLOOR = 0.001;
const PEAK_RELEASE: Seconds = 8;
/** Frames from an event to the one that tells of it. */
const DELAY_FRAMES = 2;
/** An onset beside a bar-less flux counts this much for downbeats: next to nothing is known. */
const FLUX_DOWNBEAT = 0.1;

/** Log-compressed bands against their running peak: what the net was trained on. */
function createBands({ format }: FeatureSetting) {
  const shape: MagnitudeSpectrum = {
    binHertz: format.sampleRate / format.fftLength,
    magnitudes: new Float32Array(format.fftLength / 2 + 1),
  };
  const bank = createFilterbank(shape, { size: BANDS, low: 30, high: 11000 });
  const step = (STRIDE * format.hopLength) / format.sampleRate;
  const peak = createRunningPeak({ floor: PEAK_FLOOR, release: PEAK_RELEASE, step });
  const bands = new Float32Array(BANDS);
  return {
    bands,
    measure(spectrum: MagnitudeSpectrum) {
      bank.gather(spectrum.magnitudes, bands);
      let loudest = 0;
      for (let i = 0; i < BANDS; i++) loudest = Math.max(loudest, bands[i] as number);
      const gain = GAIN / peak.follow(loudest);
      for (let i = 0; i < BANDS; i++) bands[i] = Math.log1p((bands[i] as number) * gain);
    },
  };
}

/**
 * What stands in for the net: the rise of the bands over three frames ago, against its running
 * median and peak.
 * @source Boeck and Widmer 2013 for the flux; librosa.onset.onset_strength for its use in tracking.
 */
function createFluxActivation(step: Seconds): BeatActivation {
  const before = Array.from({ length: 3 }, () => new Float32Array(BANDS));
  const usual = createRunningMedian(Math.round(1 / step));
  const peak = createRunningPeak({ floor: 0.05, release: 5, step });
  let at = 0;
  return {
    process(bands, activations) {
      const past = before[at] as Float32Array;
      let flux = 0;
      for (let i = 0; i < BANDS; i++)
        flux += Math.max(0, (bands[i] as number) - (past[i] as number));
      past.set(bands);
      at = (at + 1) % before.length;
      flux /= BANDS;
      const rise = Math.max(0, flux - usual.median - usual.deviation);
      usual.take(flux);
      const strength = rise / peak.follow(rise);
      activations[0] = 0.8 * strength;
      activations[1] = FLUX_DOWNBEAT * strength;
      activations[2] = strength;
    },
  };
}

/** Beat activations of the net that the app gave, or of the flux without one. */
export function createBeatHearing(setting: FeatureSetting): BeatHearing {
  const { format } = setting;
  const step = (STRIDE * format.hopLength) / format.sampleRate;
  const bands = createBands(setting);
  const net = setting.beatNet ?? createFluxActivation(step);
  const activations = new Float32Array(3);
  let fresh = false;
  return {
    activations,
    step,
    delay: DELAY_FRAMES * step,
    get fresh() {
      return fresh;
    },
    update({ hop, spectrum }: AudioFrame) {
      fresh = hop % STRIDE === STRIDE - 1;
      if (!fresh) return;
      bands.measure(spectrum);
      net.process(bands.bands, activations);
    },
  };
}
