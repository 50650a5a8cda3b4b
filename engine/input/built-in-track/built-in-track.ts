import type { Hertz } from '../../core/units.ts';
import { beatSample, builtInTrack } from './form.ts';
import { TrackMixer } from './mixer.ts';

export { builtInTrack, OPENING_BARS, type TrackSection } from './form.ts';

/** Two channels of sound of one length. */
export interface StereoPcm {
  readonly sampleRate: Hertz;
  /** `[samples]` left and right. */
  readonly channels: readonly [left: Float32Array<ArrayBuffer>, right: Float32Array<ArrayBuffer>];
}

/** Bars played before the first, so that it begins in the tails of the last ones. */
const WARM_UP = 4;

/** The loop while it is being rendered. */
export interface TrackRendering {
  /** The whole loop; silent where it is not rendered yet. */
  readonly pcm: StereoPcm;
  /** Renders on until `bar` begins; bars that are there already are not rendered again. */
  renderTo(bar: number): void;
}

/** Begins to render the loop, so that its first bars can be had before the rest. */
export function beginBuiltInTrack(sampleRate: Hertz, bars: number): TrackRendering {
  const length = beatSample(bars * builtInTrack.beatsPerBar, sampleRate);
  const channels = [new Float32Array(length), new Float32Array(length)] as const;
  const mixer = new TrackMixer(sampleRate);
  for (let bar = builtInTrack.bars - WARM_UP; bar < builtInTrack.bars; bar++) mixer.render(bar);
  let next = 0;
  let at = 0;
  return {
    pcm: { sampleRate, channels },
    renderTo(bar) {
      for (; next < Math.min(bar, bars); next++) {
        const { sound, count } = mixer.render(next);
        channels[0].set(sound.left.subarray(0, count), at);
        channels[1].set(sound.right.subarray(0, count), at);
        at += count;
      }
    },
  };
}

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
  const rendering = beginBuiltInTrack(sampleRate, bars);
  rendering.renderTo(bars);
  return rendering.pcm;
}
