import {
  ALL_FORMATS,
  BlobSource,
  Input,
  type InputVideoTrack,
  type VideoSample,
  VideoSampleSink,
} from 'mediabunny';
import { fail, messageOf } from '../core/errors.ts';
import type { Seconds, Size } from '../core/units.ts';
import { createFrameCursor } from './offline-video-cursor.ts';
import type { PulledImage } from './picture.ts';
import { nextOrigin } from './video-source.ts';

/** A video file from which every image can be had exactly, at any pace; it repeats for ever. */
export interface OfflineVideo {
  readonly duration: Seconds;
  /** As it is to be seen: turned upright, with square pixels. */
  readonly size: Size;
  /**
   * Decodes the image of a time of the session, past the end from the beginning again.
   * @throws InstrumentError when the file is damaged there
   */
  prepare(seconds: Seconds): Promise<void>;
  /** The image that was prepared last; it is good until the next {@link prepare}. */
  pull(): PulledImage | null;
  dispose(): void;
}

type NamedBlob = Blob & { readonly name?: string };

const nameOf = (file: NamedBlob) => `The video "${file.name ?? 'file'}"`;
const convert = (file: NamedBlob) =>
  `convert it: ffmpeg -i "${file.name ?? 'input'}" -c:v libx264 -pix_fmt yuv420p converted.mp4`;

/** Finds the picture in a file. @throws InstrumentError when there is none that can be decoded */
async function openTrack(input: Input, file: NamedBlob): Promise<InputVideoTrack> {
  const subject = nameOf(file);
  if (!(await input.canRead())) {
    fail({
      subject,
      constraint: 'be a video file (MP4, MOV, WebM, MKV or MPEG-TS)',
      got: `${file.size} bytes of something else`,
      remedy: convert(file),
    });
  }
  const track = await input
    .getPrimaryVideoTrack()
    .catch((thrown) =>
      fail({ subject, constraint: 'be undamaged', got: messageOf(thrown), remedy: convert(file) }),
    );
  if (!track) {
    fail({
      subject,
      constraint: 'have a picture',
      got: 'no video track',
      remedy: 'name a file with a video track, or leave it out for the built-in demo source',
    });
  }
  if (!(await track.canDecode())) {
    const codec = (await track.getCodecParameterString()) ?? 'an unknown codec';
    fail({
      subject,
      constraint: 'be of a codec that this browser can decode',
      got: codec,
      remedy: convert(file),
    });
  }
  return track;
}

/** Makes pulled images out of decoded samples; holds one at a time. */
function createImageHolder() {
  const origin = nextOrigin();
  let frame: VideoFrame | null = null;
  let canvas: OffscreenCanvas | null = null;
  let image: PulledImage | null = null;
  let version = 0;

  /** WebGPU does not turn images: a canvas does. */
  const upright = (sample: VideoSample): OffscreenCanvas => {
    const { displayWidth, displayHeight } = sample;
    canvas ??= new OffscreenCanvas(displayWidth, displayHeight);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('This browser gives no 2D canvas.');
    sample.draw(context, 0, 0, canvas.width, canvas.height);
    return canvas;
  };

  return {
    get image() {
      return image;
    },
    take(sample: VideoSample): void {
      version += 1;
      const { displayWidth: width, displayHeight: height } = sample;
      const facts = { width, height, mirror: false, version, origin };
      frame?.close();
      frame = null;
      if (sample.rotation !== 0 || sample.flip) {
        image = { ...facts, kind: 'copy', source: upright(sample) };
      } else {
        frame = sample.toVideoFrame();
        image = { ...facts, kind: 'external', source: frame };
      }
    },
    close(): void {
      frame?.close();
      frame = null;
      image = null;
    },
  };
}

/**
 * Opens a video file for rendering without a display.
 * @throws InstrumentError when it is no video, or of a codec that the browser has not
 */
export async function openOfflineVideo(file: NamedBlob): Promise<OfflineVideo> {
  const input = new Input({ source: new BlobSource(file), formats: ALL_FORMATS });
  try {
    const track = await openTrack(input, file);
    const size = { width: await track.getDisplayWidth(), height: await track.getDisplayHeight() };
    const sink = new VideoSampleSink(track);
    const start = await track.getFirstTimestamp();
    const duration = (await track.computeDuration()) - start;
    const cursor = createFrameCursor({ start, duration, samples: () => sink.samples(start) });
    const holder = createImageHolder();
    return {
      duration,
      size,
      async prepare(seconds) {
        try {
          await cursor.seek(seconds, holder.take);
        } catch (thrown) {
          const got = `${messageOf(thrown)} at ${seconds.toFixed(3)} s`;
          fail(
            { subject: nameOf(file), constraint: 'be undamaged', got, remedy: convert(file) },
            { cause: thrown },
          );
        }
      },
      pull: () => holder.image,
      dispose() {
        holder.close();
        cursor.close();
        input.dispose();
      },
    };
  } catch (thrown) {
    input.dispose();
    throw thrown;
  }
}
