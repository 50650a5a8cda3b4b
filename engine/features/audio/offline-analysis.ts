import type { Hertz, Seconds } from '../../core/units.ts';
import { type AudioAnalyser, createAudioAnalyser } from './analyser.ts';
import type { BeatActivation } from './feature.ts';

/** Sound in memory, one array a channel, all of one length. */
export interface Pcm {
  readonly sampleRate: Hertz;
  readonly channels: readonly Float32Array[];
}

/** Reads the features of a recording at any time; forward in order is the cheap way. */
export interface OfflineAnalysis {
  /** Copies the features as they stand when `seconds` of the sound have been heard. */
  readAt(seconds: Seconds, into: Float32Array): void;
}

/** How a recording is heard. */
export interface OfflineAnalysisOptions {
  /** Whether it starts again after its end. */
  readonly loop?: boolean;
  /** Makes the net that hears beats; the flux of the spectrum stands in without it. */
  readonly makeBeatNet?: () => BeatActivation;
}

/**
 * Analyses `pcm` as if it were heard live. After its end it starts again when `loop` is set, and is
 * silent when not. Reading an earlier time starts over from the beginning.
 * @throws InstrumentError unless the sample rate is from 8 to 192 kHz.
 */
export function createOfflineAnalysis(
  pcm: Pcm,
  { loop = false, makeBeatNet }: OfflineAnalysisOptions = {},
): OfflineAnalysis {
  const { sampleRate, channels } = pcm;
  const length = channels[0]?.length ?? 0;
  const begin = () => createAudioAnalyser({ sampleRate, beatNet: makeBeatNet?.() ?? null });
  let analyser: AudioAnalyser = begin();
  let heard = 0;

  const hear = (target: number) => {
    while (heard < target) {
      const at = loop && length > 0 ? heard % length : heard;
      const sounding = at < length;
      const count = Math.min(target - heard, sounding ? length - at : target - heard);
      analyser.push(sounding ? channels : [], count, sounding ? at : 0);
      heard += count;
    }
  };

  return {
    readAt(seconds, into) {
      const target = Math.max(0, Math.floor(seconds * sampleRate + 1e-6));
      if (target < heard) {
        analyser = begin();
        heard = 0;
      }
      hear(target);
      into.set(analyser.latest);
    },
  };
}
