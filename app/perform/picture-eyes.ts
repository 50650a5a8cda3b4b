import type { FrameTime } from '../../engine/core/frame-time.ts';
import type { Seconds } from '../../engine/core/units.ts';
import { createDancerEyes } from '../../engine/features/eyes/dancer-eyes.ts';
import {
  LOOK_BYTES,
  LOOK_INTERVAL,
  LOOK_SIZE,
  type PictureReading,
  PictureSight,
} from '../../engine/features/eyes/picture-features.ts';
import { averagePlanes, canAverage } from '../../engine/features/eyes/small-picture.ts';
import { SteadyEyes } from '../../engine/features/eyes/steady-eyes.ts';
import type { OfflineVideo } from '../../engine/input/offline-video.ts';
import type { PulledImage } from '../../engine/input/picture.ts';
import type { VideoFeed } from '../../engine/session/feeds.ts';

/** Opens eyes that see the same every time they are opened: once for the rehearsal, once for the film. */
export type OpenEyes = () => Required<VideoFeed>['see'];

/** Eyes on the demo source. */
export const openDancerEyes: OpenEyes = () => {
  const eyes = createDancerEyes();
  return (time, into) => eyes.see(time, into);
};

/** Brings decoded images to the size of a look: from their planes, or by a canvas where they are turned
 * or of a rare form. */
function createReducer() {
  const { width, height } = LOOK_SIZE;
  const pixels = new Uint8ClampedArray(LOOK_BYTES);
  let data = new Uint8Array(0);
  let canvas: OffscreenCanvasRenderingContext2D | null = null;
  const draw = (source: CanvasImageSource) => {
    canvas ??= new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!canvas) return;
    canvas.imageSmoothingQuality = 'medium';
    canvas.drawImage(source, 0, 0, width, height);
    pixels.set(canvas.getImageData(0, 0, width, height).data);
  };
  return async ({ source }: PulledImage): Promise<Uint8ClampedArray> => {
    if (!(source instanceof VideoFrame) || !canAverage(source.format)) {
      draw(source);
      return pixels;
    }
    const length = source.allocationSize();
    if (data.length !== length) data = new Uint8Array(length);
    const layout = await source.copyTo(data);
    const { visibleRect, codedWidth, codedHeight, colorSpace, format } = source;
    const size = {
      width: visibleRect?.width ?? codedWidth,
      height: visibleRect?.height ?? codedHeight,
    };
    averagePlanes({ format, size, data, layout, colours: colorSpace }, pixels);
    return pixels;
  };
}

/**
 * Looks through a video once, before the film: what is seen depends on the file and the time alone.
 * @param video whose images are gone through; open it for this alone
 * @param seconds how much of it the film shows
 * @param start session time of the film's first frame
 */
export async function lookThrough(
  video: OfflineVideo,
  seconds: Seconds,
  start: Seconds,
): Promise<OpenEyes> {
  const reduce = createReducer();
  const sight = new PictureSight();
  const readings: PictureReading[] = [];
  const length = Math.min(seconds, video.duration);
  for (let at = 0; readings.length === 0 || at < length; at = readings.length * LOOK_INTERVAL) {
    await video.prepare(at);
    const image = video.pull();
    if (!image) break;
    readings.push({ ...sight.look(await reduce(image), LOOK_INTERVAL) });
  }
  const readingAt = ({ seconds: now }: FrameTime) => {
    const time = Math.max(0, now - start) % Math.max(video.duration, LOOK_INTERVAL);
    return readings[Math.min(readings.length - 1, Math.floor(time / LOOK_INTERVAL + 1e-6))];
  };
  return () => {
    const eyes = new SteadyEyes((time, into) => {
      const reading = readingAt(time);
      if (reading) Object.assign(into, reading);
      return reading !== undefined;
    });
    return (time, into) => eyes.see(time, into);
  };
}
