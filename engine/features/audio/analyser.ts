import { fail } from '../../core/errors.ts';
import type { Hertz, Seconds } from '../../core/units.ts';
import { createLoudnessMeter } from './dsp/loudness-meter.ts';
import { createSpectrumMeter } from './dsp/magnitude-spectrum.ts';
import { createResampler } from './dsp/resampler.ts';
import type {
  AnalysisFormat,
  AudioFeature,
  AudioFrame,
  BeatActivation,
  FeatureSetting,
  SharedAnalysis,
} from './feature.ts';
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

/** What an analyser is made for. */
export interface AnalyserOptions {
  /** Rate of the sound that comes in, 8 to 192 kHz. */
  readonly sampleRate: Hertz;
  /** Those that are computed; all by default. The others stay 0. */
  readonly features?: readonly AudioFeature[];
  /** Hears beats; the flux of the spectrum stands in without it. */
  readonly beatNet?: BeatActivation | null;
}

/** The format of every analysis: sound of another rate is brought to this one. */
export const ANALYSIS_FORMAT: AnalysisFormat = {
  sampleRate: 48000,
  fftLength: 2048,
  hopLength: 512,
};

/** Samples beyond this are clipped: 12 dB over full scale. */
const OVERLOAD = 4;
/** Samples that are mixed to one channel at a time. */
const MIX_BLOCK = 128;
const NO_CHANNELS: readonly Float32Array[] = [];
/** Under this corner the sound counts as an offset and is taken out. */
const DC_CORNER: Hertz = 8;

/** Length of a hop in seconds. */
export function hopSeconds({ hopLength, sampleRate }: AnalysisFormat): Seconds {
  return hopLength / sampleRate;
}

function checkRate(sampleRate: Hertz): void {
  if (sampleRate >= 8000 && sampleRate <= 192000) return;
  fail({
    subject: 'The sample rate',
    constraint: 'lie between 8000 and 192000 Hz',
    got: sampleRate,
    remedy: 'resample the sound to 48000 Hz',
  });
}

/** Mean of `count` samples of the channels from `from` on, what is not a number as silence. */
function mixDown(
  channels: readonly Float32Array[],
  from: number,
  count: number,
  mixed: Float64Array,
): void {
  mixed.fill(0, 0, count);
  for (let c = 0; c < channels.length; c++) {
    const channel = channels[c] as Float32Array;
    for (let i = 0; i < count; i++) {
      const sample = Math.min(Math.max(channel[from + i] ?? 0, -OVERLOAD), OVERLOAD) || 0;
      mixed[i] = (mixed[i] as number) + sample / channels.length;
    }
  }
}

/** Analyses by what makes them, in the order in which they were first asked for. */
function createSetting(beatNet: BeatActivation | null) {
  const made = new Map<unknown, SharedAnalysis>();
  const shared: SharedAnalysis[] = [];
  const setting: FeatureSetting = {
    format: ANALYSIS_FORMAT,
    beatNet,
    share<T extends SharedAnalysis>(create: (setting: FeatureSetting) => T): T {
      const known = made.get(create) as T | undefined;
      if (known) return known;
      const analysis = create(setting); // what it asks for itself comes before it
      made.set(create, analysis);
      shared.push(analysis);
      return analysis;
    },
  };
  return { setting, shared };
}

/**
 * An analyser for sound of `sampleRate`.
 * @throws InstrumentError unless the rate is from 8 to 192 kHz.
 * @source DC blocker: Julius O. Smith, "Introduction to Digital Filters", y = x - x' + R y'.
 */
export function createAudioAnalyser(options: AnalyserOptions): AudioAnalyser {
  const { sampleRate, features = audioFeatures, beatNet = null } = options;
  checkRate(sampleRate);
  const { fftLength, hopLength } = ANALYSIS_FORMAT;
  const samples = new Float32Array(fftLength);
  const hop = new Float32Array(hopLength);
  const mixed = new Float64Array(MIX_BLOCK);
  const spectrum = createSpectrumMeter(fftLength, ANALYSIS_FORMAT.sampleRate);
  const shortSpectrum = createSpectrumMeter(fftLength / 2, ANALYSIS_FORMAT.sampleRate);
  const loudness = createLoudnessMeter(sampleRate);
  const measuresLoudness = features.some(({ name }) => name === 'loudness');
  const frame = {
    hop: 0,
    samples,
    spectrum,
    loudness,
    /** Measured when a feature looks at it first: those of the worker never do. */
    get shortSpectrum() {
      if (!isShortMeasured) shortSpectrum.measure(samples);
      isShortMeasured = true;
      return shortSpectrum;
    },
  } satisfies AudioFrame;
  const { setting, shared } = createSetting(beatNet);
  const processes = features.map((feature) => feature.create(ANALYSIS_FORMAT, setting));
  const offsets = features.map(({ name }) => audioLayout.slots.get(name)?.offset ?? 0);
  const latest = new Float32Array(audioLayout.length);
  const pole = Math.exp((-2 * Math.PI * DC_CORNER) / sampleRate);
  const resampler = createResampler(sampleRate, ANALYSIS_FORMAT.sampleRate);
  let isShortMeasured = false;
  let incoming = NO_CHANNELS;
  let at = 0; // the sample of `incoming` that is being heard
  let weighed = 0; // the first one whose loudness is not measured yet
  let filled = 0;
  let hopCount = 0;
  let lastIn = 0;
  let lastOut = 0;

  /** Loudness is measured on the channels as they come, up to the sample that ends the hop. */
  const finishHop = () => {
    samples.copyWithin(0, hopLength);
    samples.set(hop, fftLength - hopLength);
    isShortMeasured = false;
    spectrum.measure(samples);
    if (measuresLoudness) {
      loudness.push(incoming, at + 1 - weighed, weighed);
      weighed = at + 1;
      loudness.endHop();
    }
    frame.hop = hopCount;
    for (let i = 0; i < shared.length; i++) shared[i]?.update(frame);
    for (let i = 0; i < processes.length; i++) {
      processes[i]?.process(frame, latest, offsets[i] as number);
    }
    filled = 0;
    hopCount++;
  };

  const take = (sample: number) => {
    hop[filled++] = sample;
    if (filled === hopLength) finishHop();
  };

  /** Takes what does not move out of the mixed samples. */
  const takeOffsetOut = (count: number) => {
    let [before, out] = [lastIn, lastOut];
    for (let i = 0; i < count; i++) {
      const sample = mixed[i] as number;
      out = sample - before + pole * out;
      if (Math.abs(out) < 1e-15) out = 0; // denormal numbers are slow
      before = sample;
      mixed[i] = out;
    }
    lastIn = before;
    lastOut = out;
  };

  return {
    format: ANALYSIS_FORMAT,
    layout: audioLayout,
    latest,
    get hopCount() {
      return hopCount;
    },
    push(channels, frames, from = 0) {
      incoming = channels;
      weighed = from;
      const end = from + frames;
      for (let start = from; start < end; start += MIX_BLOCK) {
        const count = Math.min(MIX_BLOCK, end - start);
        mixDown(channels, start, count, mixed);
        takeOffsetOut(count);
        for (let i = 0; i < count; i++) {
          at = start + i;
          resampler.push(mixed[i] as number, take);
        }
      }
      if (measuresLoudness) loudness.push(channels, end - weighed, weighed);
      incoming = NO_CHANNELS;
    },
  };
}
