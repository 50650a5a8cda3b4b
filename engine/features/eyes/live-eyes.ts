import { messageOf } from '../../core/errors.ts';
import type { FrameTime } from '../../core/frame-time.ts';
import type { Seconds } from '../../core/units.ts';
import type { PulledImage } from '../../input/picture.ts';
import type { LookOrder } from './eyes-thread.ts';
import {
  blankReading,
  LOOK_INTERVAL,
  LOOK_SIZE,
  type PictureReading,
  PictureSmoother,
} from './picture-features.ts';

/** Eyes on what a live source shows. */
export interface LiveEyes {
  /**
   * Shows them the image of a frame, which they look at when a look is due.
   * @param image null for the demo source
   */
  show(image: PulledImage | null, time: FrameTime): void;
  /** Writes the newest numbers; false where there are none. Allocates nothing. */
  see(time: FrameTime, into: Float32Array): boolean;
  dispose(): void;
}

/** What live eyes are made with. */
export interface LiveEyesOptions {
  /** A worker whose script calls `serveEyes`. */
  readonly create: () => Worker;
  /** Takes notices in plain words. */
  readonly report: (text: string) => void;
}

/** The demo source among the openings of sources. */
const DEMO = -1;
/** A picture that has not changed for so long stands still. */
const STILL_AFTER: Seconds = 0.3;
/** Looks in a row that fail before they are given up until the source changes. */
const MOST_FAILURES = 8;

/** Something that can be handed to a worker: the image itself where it may, else a small copy. */
function handOver({ source }: PulledImage): VideoFrame | Promise<ImageBitmap> {
  const isVideo = 'videoWidth' in source || 'codedWidth' in source;
  if (isVideo && 'VideoFrame' in globalThis) {
    return new VideoFrame(source as HTMLVideoElement);
  }
  const { width: resizeWidth, height: resizeHeight } = LOOK_SIZE;
  const small = { resizeWidth, resizeHeight, resizeQuality: 'medium' } as const;
  return createImageBitmap(source as ImageBitmapSource, small);
}

class Eyes implements LiveEyes {
  readonly #worker: Worker;
  readonly #report: (text: string) => void;
  readonly #smoother = new PictureSmoother();
  #reading: PictureReading = blankReading();
  #isFresh = false;
  #sees = false;
  #isLooking = false;
  #failures = 0;
  #origin: number | undefined;
  #asked: number | undefined;
  #version = Number.NaN;
  #looked: Seconds = Number.NEGATIVE_INFINITY;

  constructor({ create, report }: LiveEyesOptions) {
    this.#report = report;
    this.#worker = create();
    this.#worker.onmessage = ({ data }: MessageEvent<PictureReading | string>) => {
      this.#isLooking = false;
      if (typeof data === 'string') this.#fail(data);
      else if (this.#asked === this.#origin) this.#take(data);
    };
    this.#worker.onerror = ({ message }) => {
      this.#failures = MOST_FAILURES - 1;
      this.#fail(message);
    };
  }

  show(image: PulledImage | null, time: FrameTime): void {
    const { seconds } = time;
    const origin = image ? (image.origin ?? 0) : DEMO;
    if (origin !== this.#origin) this.#forget(origin);
    const interval = seconds - this.#looked;
    if (this.#isLooking || this.#failures >= MOST_FAILURES || interval < LOOK_INTERVAL) return;
    const version = image?.version ?? time.index;
    if (version === this.#version) {
      if (interval > STILL_AFTER) this.#reading.motion = 0;
      return;
    }
    const isFirst = Number.isNaN(this.#version);
    this.#version = version;
    this.#looked = seconds;
    this.#asked = this.#origin;
    this.#isLooking = true;
    try {
      const facts = { interval, restart: isFirst, mirror: image?.mirror ?? false };
      const handed = image ? handOver(image) : { seconds, beat: time.beat };
      if (handed instanceof Promise) {
        handed
          .then((bitmap) => this.#post({ image: bitmap, ...facts }))
          .catch((thrown: unknown) => this.#fail(messageOf(thrown)));
      } else this.#post({ image: handed, ...facts });
    } catch (thrown) {
      this.#fail(messageOf(thrown));
    }
  }

  see({ delta }: FrameTime, into: Float32Array): boolean {
    if (this.#sees) this.#smoother.advance(this.#reading, this.#isFresh, delta, into);
    this.#isFresh = false;
    return this.#sees;
  }

  dispose(): void {
    this.#worker.terminate();
  }

  #post(order: LookOrder): void {
    this.#worker.postMessage(order, 'close' in order.image ? [order.image] : []);
  }

  #take(reading: PictureReading): void {
    this.#failures = 0;
    this.#reading = reading;
    this.#isFresh = true;
    this.#sees = true;
  }

  /** Another source: what was seen of the one before does not count. */
  #forget(origin: number): void {
    this.#origin = origin;
    this.#version = Number.NaN;
    this.#looked = Number.NEGATIVE_INFINITY;
    this.#sees = false;
    this.#failures = 0;
    this.#smoother.restart();
  }

  #fail(message: string): void {
    this.#isLooking = false;
    this.#failures += 1;
    if (this.#failures !== MOST_FAILURES) return;
    this.#sees = false;
    this.#report(`This picture gives no numbers for music and modulation: ${message}`);
  }
}

/** Opens eyes on live sources; they look in a worker. */
export function createLiveEyes(options: LiveEyesOptions): LiveEyes {
  return new Eyes(options);
}
