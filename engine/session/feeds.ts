import type { FrameTime } from '../core/frame-time.ts';
import type { MusicLevels } from '../core/music-levels.ts';
import type { Beats, Bpm } from '../core/units.ts';
import type { PulledImage } from '../input/picture.ts';

/** Where a session's sound comes from: the live analysis, or recorded sound offline. */
export interface AudioFeed {
  /**
   * Copies the newest features into `into`, laid out as `engine/features/audio/layout.ts` says.
   * @returns false when there are none yet
   */
  read(into: Float32Array, time: FrameTime): boolean;
  /**
   * The sound's own place in beats where it is known, else null. Its tempo, or null where that is
   * the transport's own.
   */
  position(time: FrameTime): { readonly beat: Beats; readonly tempoBpm: Bpm | null } | null;
  /** What the instrument's own music does now and is about to do; left out where none plays. */
  foresee?(time: FrameTime, into: MusicLevels): void;
}

/** Where a session's picture comes from. */
export interface VideoFeed {
  /** The image for this frame; null shows the demo source. */
  pull(): PulledImage | null;
  /**
   * Writes the numbers of what it shows, as `engine/features/eyes/picture-features.ts` lists them.
   * @returns false where there are none; left out where there never are any
   */
  see?(time: FrameTime, into: Float32Array): boolean;
}

/** Silence, for tests and before sound is allowed. */
export const silence: AudioFeed = { read: () => false, position: () => null };
/** The demo source. */
export const demoPicture: VideoFeed = { pull: () => null };
