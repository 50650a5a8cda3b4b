import { messageOf } from '../core/errors.ts';
import { createVideoElement, firstImage, playVideo } from './video-element.ts';
import { type VideoSource, VideoSourceError } from './video-source.ts';

/** A file with the name that its user knows it by. */
export type NamedBlob = Blob & { readonly name?: string };

/** Never called: files neither end nor pause. */
const never = () => {};

/** Says what is needed of a video file that this browser can't show. */
export function explainVideoFile(name: string, got: string, thrown?: unknown): VideoSourceError {
  return new VideoSourceError(
    'failed',
    {
      subject: `The video "${name}"`,
      constraint: 'be one that this browser can decode',
      got,
      remedy: `convert it: ffmpeg -i "${name}" -c:v libx264 -pix_fmt yuv420p converted.mp4`,
    },
    { cause: thrown },
  );
}

/** What an element's error means, in plain words. */
function whatFailed(thrown: unknown): string {
  if (!(thrown instanceof MediaError)) return messageOf(thrown);
  if (thrown.code === MediaError.MEDIA_ERR_DECODE) return 'a damaged file';
  return 'a format or codec that it does not know';
}

/**
 * Opens a video file, which plays in a loop without its sound.
 * @throws VideoSourceError when it is no video, or of a codec that the browser has not
 */
export async function openVideoFile(file: NamedBlob): Promise<VideoSource> {
  const name = file.name ?? 'video';
  const url = URL.createObjectURL(file);
  const element = createVideoElement();
  element.loop = true;
  element.src = url;
  try {
    await firstImage(element);
  } catch (thrown) {
    URL.revokeObjectURL(url);
    throw explainVideoFile(name, whatFailed(thrown), thrown);
  }
  const video = playVideo(element, { mirror: false });
  const close = () => {
    video.close();
    URL.revokeObjectURL(url);
  };
  if (element.videoWidth === 0) {
    close();
    throw explainVideoFile(name, 'a file without a picture that it can decode');
  }
  return {
    kind: 'file',
    label: name,
    pull: video.pull,
    pause: '',
    onLost: never,
    onPause: never,
    close,
  };
}
