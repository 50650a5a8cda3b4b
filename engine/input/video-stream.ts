import { createVideoElement, firstImage, playVideo } from './video-element.ts';
import type { VideoSource } from './video-source.ts';

/** What is to be known of a stream beside its images. */
interface StreamFacts extends Pick<VideoSource, 'kind' | 'label' | 'deviceId'> {
  readonly mirror: boolean;
  /** What to say while the track sends nothing though it is open. */
  readonly pausedText: string;
}

/**
 * A source that is the picture of a media stream; it stops the stream when it is closed.
 * @throws DOMException when the stream never shows an image
 */
export async function openStream(stream: MediaStream, facts: StreamFacts): Promise<VideoSource> {
  const { mirror, pausedText, ...about } = facts;
  const [track] = stream.getVideoTracks();
  const stop = () => {
    for (const each of stream.getTracks()) each.stop();
  };
  const element = createVideoElement();
  element.srcObject = stream;
  try {
    await firstImage(element);
  } catch (thrown) {
    stop();
    throw thrown;
  }
  const video = playVideo(element, { mirror });
  const abort = new AbortController();
  const { signal } = abort;
  return {
    ...about,
    get pause() {
      return track?.muted ? pausedText : '';
    },
    pull: () => (track?.muted ? null : video.pull()),
    onLost: (listener) => {
      // A track that ended while its first image was awaited tells nobody any more.
      if (track?.readyState === 'ended') queueMicrotask(listener);
      track?.addEventListener('ended', listener, { signal });
    },
    onPause(listener) {
      track?.addEventListener('mute', listener, { signal });
      track?.addEventListener('unmute', listener, { signal });
    },
    close() {
      abort.abort();
      video.close();
      stop();
    },
  };
}
