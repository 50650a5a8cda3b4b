import { createLiveEyes } from '../../engine/features/eyes/live-eyes.ts';
import type { PulledImage } from '../../engine/input/picture.ts';
import type { VideoInput } from '../../engine/input/video-input.ts';
import type { VideoFeed } from '../../engine/session/feeds.ts';

/** A session's picture with eyes on it. */
export interface WatchedPicture extends Required<VideoFeed> {
  dispose(): void;
}

/** Opens eyes on the picture's sources; they look in a worker. */
export function watchPicture(picture: VideoInput, report: (text: string) => void): WatchedPicture {
  const live = createLiveEyes({
    create: () =>
      new Worker(new URL('./eyes-worker.ts', import.meta.url), { type: 'module', name: 'eyes' }),
    report,
  });
  /** What the newest frame shows; undefined before the first. */
  let shown: PulledImage | null | undefined;
  return {
    pull() {
      shown = picture.pull();
      return shown;
    },
    see(time, into) {
      if (shown === undefined) return false;
      live.show(shown, time);
      return live.see(time, into);
    },
    dispose: live.dispose,
  };
}
