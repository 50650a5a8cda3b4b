import type { Beats, Seconds } from '../../core/units.ts';
import { DancerSketch } from '../../input/dancer-sketch.ts';
import { LOOK_BYTES, LOOK_SIZE, PictureSight } from './picture-features.ts';

/** A moment of the demo source, which the worker draws by itself. */
export interface DancerMoment {
  readonly seconds: Seconds;
  readonly beat: Beats;
}

/** A look at a picture, which the page hands over to the worker. */
export interface LookOrder {
  readonly image: VideoFrame | ImageBitmap | DancerMoment;
  /** Time since the look before. */
  readonly interval: Seconds;
  /** Whether the picture before was of another source. */
  readonly restart: boolean;
  /** Whether the image is shown like in a mirror. */
  readonly mirror: boolean;
}

/** The worker's own end of its messages: it answers a look by a reading, or by what went wrong. */
export type EyesPort = Pick<MessagePort, 'postMessage' | 'onmessage'>;

/** Brings images to the size of the tiny copy. */
function createCopier(): (order: LookOrder) => Uint8ClampedArray {
  const { width, height } = LOOK_SIZE;
  const canvas = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  const sketch = new DancerSketch(LOOK_SIZE);
  const drawn = new Uint8ClampedArray(LOOK_BYTES);
  return ({ image, mirror }) => {
    if ('beat' in image) {
      sketch.draw(image.seconds, image.beat, drawn);
      return drawn;
    }
    if (!canvas) throw new Error('this browser gives a worker no 2D canvas');
    canvas.imageSmoothingQuality = 'medium';
    canvas.setTransform(mirror ? -1 : 1, 0, 0, 1, mirror ? width : 0, 0);
    canvas.drawImage(image, 0, 0, width, height);
    return canvas.getImageData(0, 0, width, height).data;
  };
}

/**
 * Serves as the worker that looks: brings an image to the size of the tiny copy, reads its pixels and
 * answers with its numbers. The page never waits for it.
 */
export function serveEyes(port: EyesPort): void {
  const copy = createCopier();
  const sight = new PictureSight();
  port.onmessage = ({ data }: MessageEvent<LookOrder>) => {
    try {
      if (data.restart) sight.restart();
      port.postMessage(sight.look(copy(data), data.interval));
    } catch (thrown) {
      port.postMessage(thrown instanceof Error ? thrown.message : String(thrown));
    } finally {
      if ('close' in data.image) data.image.close();
    }
  };
}
