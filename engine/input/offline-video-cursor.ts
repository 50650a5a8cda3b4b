import type { Seconds } from '../core/units.ts';

/** A decoded image with its time; it holds memory until it is closed. */
export interface TimedSample {
  readonly timestamp: Seconds;
  close(): void;
}

/** A video whose images can be had one after the other. */
export interface SampleSource<Sample extends TimedSample> {
  /** Time of the first image. */
  readonly start: Seconds;
  /** From the first image to the end of the last. */
  readonly duration: Seconds;
  /** Every image from the first on. */
  samples(): AsyncGenerator<Sample, void, unknown>;
}

/** A place in a video that moves on image by image. */
export interface FrameCursor<Sample> {
  /**
   * Goes to a time from the first image on, past the end from the beginning again.
   * @param take is given the image of that time if it is another than before; it is closed after
   */
  seek(seconds: Seconds, take: (sample: Sample) => void): Promise<void>;
  close(): void;
}

/**
 * An image is due this long before its time: containers round times to a millisecond, and a
 * frame that is asked for at its very time must not get the one before.
 */
const ROUNDING: Seconds = 0.001;

/** A cursor before the first image of a video. It decodes every image once a round. */
export function createFrameCursor<Sample extends TimedSample>(
  source: SampleSource<Sample>,
): FrameCursor<Sample> {
  const duration = Math.max(source.duration, ROUNDING);
  let samples = source.samples();
  let next: Sample | null = null;
  let place: Seconds = Number.POSITIVE_INFINITY;

  const read = async () => {
    const { value } = await samples.next();
    next = value ?? null;
  };
  const rewind = async () => {
    next?.close();
    await samples.return();
    samples = source.samples();
    await read();
  };

  return {
    async seek(seconds, take) {
      const time = seconds % duration;
      const rewound = time < place;
      if (rewound) await rewind();
      place = time;
      let due: Sample | null = null;
      const isDue = (sample: Sample) =>
        sample.timestamp - source.start <= time + ROUNDING || (rewound && !due);
      while (next && isDue(next)) {
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
