import { fileTimestamp } from '../clock/monotonic.ts';
import { InstrumentError, messageOf } from '../core/errors.ts';
import type { FrameTime } from '../core/frame-time.ts';
import type { Seconds } from '../core/units.ts';
import type { OutputCanvas } from './canvas-outputs.ts';
import { canEncodeOpus, chooseVideoCodec, type VideoShape } from './recorder-codec.ts';
import { offerDownload } from './recorder-download.ts';
import { openRecordingSink, RecordingFullError } from './recorder-sink.ts';
import { openTake, type Take } from './recorder-take.ts';
import { warmEncoder } from './recorder-warm-up.ts';

/** Where a recording stands. */
export type RecorderPhase = 'idle' | 'starting' | 'recording' | 'finishing';

/** What the page shows of the recorder; the same object always, with the numbers of now. */
export interface RecorderState {
  readonly phase: RecorderPhase;
  /** Length so far. */
  readonly seconds: Seconds;
  /** Frames recorded. */
  readonly frames: number;
  /** Frames left out because the encoder had no time for them. */
  readonly dropped: number;
  /** Times that sound was missing and silence was put in its place. */
  readonly audioGaps: number;
}

/** A recording that was made. */
export interface Recording {
  readonly file: Blob;
  /** `phosphene-<timestamp>.mp4`. */
  readonly name: string;
  readonly seconds: Seconds;
  readonly frames: number;
  readonly dropped: number;
  readonly audioGaps: number;
}

/** What a recording is made with. */
export interface RecordingOptions {
  /** Size of the file's picture, in pixels; the canvas is fitted into it. */
  readonly width: number;
  readonly height: number;
  /** The rate at which frames are expected; each keeps the time at which it was drawn. */
  readonly framesPerSecond: number;
}

/** Records the programme with its sound into an MP4 file. */
export interface Recorder {
  readonly state: RecorderState;
  /** Calls `listener` when the phase changes and once a second while it records. */
  onChange(listener: (state: RecorderState) => void): () => void;
  /**
   * Starts a recording; nothing happens while one is made.
   * @throws InstrumentError (a rejection) when this browser can't record, reported already
   */
  start(options: RecordingOptions): Promise<void>;
  /** Takes the canvas after a rendered frame, in the task of its submit. */
  frame(time: FrameTime): void;
  /** Ends the recording, offers the file, and says what it holds; null when there was none. */
  stop(): Promise<Recording | null>;
}

/** What the recorder listens to and looks at. */
export interface RecorderOptions {
  /** The programme's canvas. */
  readonly canvas: OutputCanvas;
  readonly audioContext: AudioContext;
  /** The sound of the programme, before the volume. */
  readonly bus: AudioNode;
  /** Takes notices in plain words. */
  readonly report: (notice: string) => void;
  /** Hands the finished file to the user; a download by default. */
  readonly offer?: (file: Blob, name: string) => void;
}

function cannotRecord(got: string): InstrumentError {
  return new InstrumentError({
    subject: 'Recording',
    constraint: 'have an encoder for picture and sound',
    got,
    remedy: 'use a current Chrome or Edge, or a smaller programme',
  });
}

async function prepare(
  shape: VideoShape,
  name: string,
  options: RecorderOptions,
  onFailure: (thrown: unknown) => void,
): Promise<Take> {
  const { canvas, audioContext, bus } = options;
  const { width, height } = shape.size;
  const codec = await chooseVideoCodec(shape);
  if (!codec) throw cannotRecord(`none for ${width}x${height}`);
  if (!(await canEncodeOpus(audioContext.sampleRate))) throw cannotRecord('none for Opus sound');
  await warmEncoder(shape, codec);
  const media = await import('mediabunny');
  const sink = await openRecordingSink(name);
  try {
    return await openTake({ media, canvas, audioContext, bus, shape, codec, sink, onFailure });
  } catch (thrown) {
    await sink.close().catch(() => {});
    throw thrown;
  }
}

/** A length as `1:02:03`, `2:03` or `3.4 s`. */
export function spokenLength(seconds: Seconds): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0
    ? `${hours}:${two(minutes)}:${two(whole % 60)}`
    : `${minutes}:${two(whole % 60)}`;
}

/** What is said at the end of a recording. */
export function summaryOf(recording: Omit<Recording, 'file'>): string {
  const { name, seconds, frames, dropped, audioGaps } = recording;
  const lost = dropped === 0 ? 'no frame dropped' : `${dropped} of ${frames + dropped} dropped`;
  const gaps = audioGaps === 0 ? '' : `; sound was missing ${audioGaps} times and is silent there`;
  return `Recorded ${spokenLength(seconds)}, ${frames} frames, ${lost}${gaps}: ${name}`;
}

class ProgrammeRecorder implements Recorder {
  readonly #options: RecorderOptions;
  readonly #listeners = new Set<(state: RecorderState) => void>();
  readonly state: RecorderState;
  #phase: RecorderPhase = 'idle';
  #take: Take | null = null;
  #name = '';
  #told = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
    const phase = () => this.#phase;
    const take = () => this.#take;
    this.state = {
      get phase() {
        return phase();
      },
      get seconds() {
        return take()?.seconds ?? 0;
      },
      get frames() {
        return take()?.frames ?? 0;
      },
      get dropped() {
        return take()?.dropped ?? 0;
      },
      get audioGaps() {
        return take()?.audioGaps ?? 0;
      },
    };
  }

  onChange(listener: (state: RecorderState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async start({ width, height, framesPerSecond }: RecordingOptions): Promise<void> {
    if (this.#phase !== 'idle') return;
    this.#enter('starting');
    this.#name = `phosphene-${fileTimestamp()}.mp4`;
    const size = { width: width - (width % 2), height: height - (height % 2) };
    try {
      this.#take = await prepare({ size, framesPerSecond }, this.#name, this.#options, (thrown) =>
        this.#endEarly(thrown),
      );
      this.#enter('recording');
    } catch (thrown) {
      this.#enter('idle');
      this.#options.report(`Recording did not start: ${messageOf(thrown)}`);
      throw thrown;
    }
  }

  frame(time: FrameTime): void {
    if (this.#phase !== 'recording' || !this.#take) return;
    this.#take.frame(time);
    const second = Math.floor(this.#take.seconds);
    if (second === this.#told) return;
    this.#told = second;
    this.#tell();
  }

  async stop(): Promise<Recording | null> {
    const take = this.#take;
    if (this.#phase !== 'recording' || !take) return null;
    this.#enter('finishing');
    try {
      return await this.#handOver(take);
    } catch (thrown) {
      this.#options.report(`The recording could not be finished: ${messageOf(thrown)}`);
      return null;
    } finally {
      this.#take = null;
      this.#enter('idle');
    }
  }

  async #handOver(take: Take): Promise<Recording | null> {
    const file = await take.finish();
    const { seconds, frames, dropped, audioGaps } = take;
    if (!file) {
      this.#options.report('Nothing was recorded: it ended before there was a picture to keep.');
      return null;
    }
    const recording = { file, name: this.#name, seconds, frames, dropped, audioGaps };
    (this.#options.offer ?? offerDownload)(file, recording.name);
    this.#options.report(summaryOf(recording));
    return recording;
  }

  /** An encoder or the disk failed: what was recorded so far is kept. */
  #endEarly(thrown: unknown): void {
    if (this.#phase !== 'recording') return;
    const reason = thrown instanceof RecordingFullError ? thrown.message : messageOf(thrown);
    this.#options.report(`Recording ends early: ${reason}. What was recorded so far is kept.`);
    void this.stop();
  }

  #enter(phase: RecorderPhase): void {
    this.#phase = phase;
    this.#told = 0;
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.state);
  }
}

/** A recorder at rest. */
export function createRecorder(options: RecorderOptions): Recorder {
  return new ProgrammeRecorder(options);
}
