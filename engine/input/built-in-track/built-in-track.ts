import type { Hertz } from '../../core/units.ts';
import { beatSample, builtInTrack } from './form.ts';
import { TrackMixer } from './mixer.ts';

export { builtInTrack, type TrackSection } from './form.ts';

/** Two channels of sound of one length. */
export interface StereoPcm {
  readonly sampleRate: Hertz;
  /** `[samples]` left and right. */
  readonly channels: readonly [left: Float32Array<ArrayBuffer>, right: Float32Array<ArrayBuffer>];
}

/** Bars played before the first, so that it begins in the tails of the last ones. */
const WARM_UP = 4;

/** How much of the loop to render. */
export interface RenderOptions {
  /** Bars from the first on; all 64 when left out. */
  readonly bars?: number;
}

/**
 * Renders the loop of the built-in track, or its first bars. The same rate gives the same samples;
 * the end of the whole runs on into the beginning without a seam. The whole takes seconds: call it
 * in a worker.
 */
export function renderBuiltInTrack(
  sampleRate: Hertz,
  { bars = builtInTrack.bars }: RenderOptions = {},
): StereoPcm {
  const length = beatSample(bars * builtInTrack.beatsPerBar, sampleRate);
  const left = new Float32Array(length);
  const right = new Float32Array(length);
  const mixer = new TrackMixer(sampleRate);
  for (let bar = builtInTrack.bars - WARM_UP; bar < builtInTrack.bars; bar++) mixer.render(bar);
  for (let bar = 0, at = 0; bar < bars; bar++) {
    const { sound, count } = mixer.render(bar);
    left.set(sound.left.subarray(0, count), at);
    right.set(sound.right.subarray(0, count), at);
    at += count;
  }
  return { sampleRate, channels: [left, right] };
}
