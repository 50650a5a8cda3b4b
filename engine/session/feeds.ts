import type { FrameTime } from '../core/frame-time.ts';
import type { Beats, Bpm } from '../core/units.ts';
import type { PulledImage } from '../input/picture.ts';

/** Where a session's sound comes from: the live analysis, or recorded sound offline. */
export interface AudioFeed {
  /**
   * Copies the newest features into `into`, laid out as `engine/features/audio/layout.ts` says.
   * @returns false when there are none yet
   */
  read(into: Float32Array, time: FrameTime): boolean;
  /** The sound's own place in beats and its tempo where they are known, else null. */
  position(time: FrameTime): { readonly beat: Beats; readonly tempoBpm: Bpm } | null;
}

/** Where a session's picture comes from. */
export interface VideoFeed {
  /** The image for this frame; null shows the demo source. */
  pull(): PulledImage | null;
}

/** Silence, for tests and before sound is allowed. */
export const silence: AudioFeed = { read: () => false, position: () => null };
/** The demo source. */
export const demoPicture: VideoFeed = { pull: () => null };
