import { type InputVideoTrack, type VideoSample, VideoSampleSink } from 'mediabunny';
import type { Seconds } from '../core/units.ts';

/** A place in a video that moves on image by image. */
export interface FrameCursor {
  /** From the first image to the end of the last. */
  readonly duration: Seconds;
  /**
   * Goes to a time, past the end from the beginning again.
   * @param take is given the image of that time if it is another than before; it is closed after
   */
  seek(seconds: Seconds, take: (sample: VideoSample) => void): Promise<void>;
  close(): void;
}

/**
 * An image is due this long before its time: containers round times to a millisecond, and a
 * frame that is asked for at its very time must not get the one before.
 */
const ROUNDING: Seconds = 0.001;

/** A cursor before the first image of a track. */
export async function createFrameCursor(track: InputVideoTrack): Promise<FrameCursor> {
  const sink = new VideoSampleSink(track);
  const start = await track.getFirstTimestamp();
  const duration = Math.max((await track.computeDuration()) - start, ROUNDING);
  let samples = sink.samples(start);
  let next: VideoSample | null = null;
  let last: Seconds = 0;
  let begun = false;

  const read = async () => {
    const { value } = await samples.next();
    next = value ?? null;
  };
  const rewind = async () => {
    next?.close();
    await samples.return();
    samples = sink.samples(start);
    await read();
  };

  return {
    duration,
    async seek(seconds, take) {
      const time = seconds % duration;
      if (time < last || !begun) await rewind();
      const first = time < last || !begun;
      begun = true;
      last = time;
      let due: VideoSample | null = null;
      while (next && (next.timestamp - start <= time + ROUNDING || (first && !due))) {
        due?.close();
        due = next;
        await read();
      }
      if (!due) return;
      take(due);
      due.close();
    },
    close() {
      next?.close();
      next = null;
      void samples.return();
    },
  };
}
