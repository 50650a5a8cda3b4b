import { messageOf } from '../core/errors.ts';
import type { PulledImage } from './picture.ts';
import type { NamedBlob } from './video-file.ts';
import { nextOrigin, type VideoSource, VideoSourceError } from './video-source.ts';

/** Longest side that is kept of an image; no picture shows more. */
const LONGEST_SIDE = 2560;

/** Never called: images neither end nor pause. */
const never = () => {};

/** Decodes an image, made smaller with care when it is larger than any picture. */
async function decode(file: Blob): Promise<ImageBitmap> {
  const full = await createImageBitmap(file);
  const longest = Math.max(full.width, full.height);
  if (longest <= LONGEST_SIDE) return full;
  const scale = LONGEST_SIDE / longest;
  const smaller = await createImageBitmap(full, {
    resizeWidth: Math.max(1, Math.round(full.width * scale)),
    resizeHeight: Math.max(1, Math.round(full.height * scale)),
    resizeQuality: 'high',
  });
  full.close();
  return smaller;
}

/** Opens a still image. @throws VideoSourceError when the browser can't decode it */
export async function openImage(file: NamedBlob): Promise<VideoSource> {
  const name = file.name ?? 'image';
  const source = await decode(file).catch((thrown) => {
    throw new VideoSourceError(
      'failed',
      {
        subject: `The image "${name}"`,
        constraint: 'be one that this browser can decode',
        got: messageOf(thrown),
        remedy: 'save it as PNG, JPEG, WebP or AVIF and choose it again',
      },
      { cause: thrown },
    );
  });
  const image: PulledImage = {
    kind: 'copy',
    source,
    width: source.width,
    height: source.height,
    mirror: false,
    version: 1,
    origin: nextOrigin(),
  };
  return {
    kind: 'image',
    label: name,
    pull: () => image,
    pause: '',
    onLost: never,
    onPause: never,
    close: () => source.close(),
  };
}
