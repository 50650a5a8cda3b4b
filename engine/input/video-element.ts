import type { PulledImage } from './picture.ts';
import { nextOrigin } from './video-source.ts';

/** A video element that plays, and the images that it shows. */
export interface PlayingVideo {
  readonly element: HTMLVideoElement;
  /** The newest image, or null before the first. */
  pull(): PulledImage | null;
  close(): void;
}

/** Pulls without a callback of the browser after which the element's time is asked instead. */
const SILENT_PULLS = 6;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Counts the images of a video element. The browser calls back for each (while the page can be
 * seen; output windows may be seen while it is not), and where it does not, an image counts as
 * new when the element's time has moved.
 */
function watchImages(element: HTMLVideoElement): { count(): number; end(): void } {
  let images = 0;
  let silent = 0;
  let lastTime = Number.NaN;
  let handle = 0;
  const callsBack = 'requestVideoFrameCallback' in element;
  const onImage = () => {
    images += 1;
    silent = 0;
    handle = element.requestVideoFrameCallback(onImage);
  };
  if (callsBack) handle = element.requestVideoFrameCallback(onImage);
  return {
    count() {
      silent += 1;
      if (!callsBack || silent > SILENT_PULLS) {
        if (element.currentTime !== lastTime) images += 1;
        lastTime = element.currentTime;
      }
      return images;
    },
    end() {
      if (callsBack) element.cancelVideoFrameCallback(handle);
    },
  };
}

/** Images of a video element that has been given its source. It must have its first image. */
export function playVideo(
  element: HTMLVideoElement,
  options: { readonly mirror: boolean },
): PlayingVideo {
  const images = watchImages(element);
  // One object, rewritten: the frame path allocates nothing.
  const image: Mutable<Extract<PulledImage, { kind: 'external' }>> = {
    kind: 'external',
    source: element,
    width: 0,
    height: 0,
    mirror: options.mirror,
    version: 0,
    origin: nextOrigin(),
  };
  // Browsers pause silent videos of pages that can't be seen; an output window may be.
  const playOn = () => void element.play().catch(() => {});
  element.addEventListener('pause', playOn);
  return {
    element,
    pull() {
      if (element.readyState >= 2 && element.videoWidth > 0) {
        image.width = element.videoWidth;
        image.height = element.videoHeight;
        image.version = images.count();
      }
      return image.width > 0 ? image : null;
    },
    close() {
      images.end();
      element.removeEventListener('pause', playOn);
      element.pause();
      element.srcObject = null;
      element.removeAttribute('src');
      element.load();
    },
  };
}

/** An element for video: silent, so that it may play at once, and in no page. */
export function createVideoElement(): HTMLVideoElement {
  const element = document.createElement('video');
  element.muted = true;
  element.playsInline = true;
  element.disablePictureInPicture = true;
  return element;
}

/** Waits for one of some events of an element. @throws MediaError of the element */
function happened(element: HTMLVideoElement, ...names: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    for (const name of names) element.addEventListener(name, () => resolve(), { once: true });
    element.addEventListener('error', () => reject(element.error), { once: true });
  });
}

/**
 * Plays an element and waits until it shows its first image.
 * @throws MediaError of the element, or what `play` throws
 */
export async function firstImage(element: HTMLVideoElement): Promise<void> {
  if (element.readyState < 2) await happened(element, 'loadeddata');
  const moving = happened(element, 'timeupdate');
  const shown = new Promise<void>((resolve) => {
    element.requestVideoFrameCallback?.(() => resolve());
  });
  // Each can be the first: pages that can't be seen get no callback, live video may stand still.
  await Promise.all([element.play(), Promise.race([shown, moving])]);
}
