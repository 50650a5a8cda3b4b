import type { AudioSampleSource, Output, VideoSampleSource } from 'mediabunny';
import type { FrameTime } from '../core/frame-time.ts';
import type { Seconds } from '../core/units.ts';
import { type AudioTap, openAudioTap } from './audio-tap.ts';
import type { OutputCanvas } from './canvas-outputs.ts';
import { createProgrammeSound, type ProgrammeSound } from './programme-sound.ts';
import { SOUND_BITRATE, type VideoCodecChoice, type VideoShape } from './recorder-codec.ts';
import type { RecordingSink } from './recorder-sink.ts';

/** The muxer, loaded when the first recording starts. */
export type Media = typeof import('mediabunny');

/** What one recording is made from. */
export interface TakeOptions {
  readonly media: Media;
  readonly canvas: OutputCanvas;
  readonly audioContext: AudioContext;
  readonly bus: AudioNode;
  readonly shape: VideoShape;
  readonly codec: VideoCodecChoice;
  readonly sink: RecordingSink;
  /** Told once when it can't go on. */
  readonly onFailure: (thrown: unknown) => void;
}

/** One recording, from its first frame to its file. */
export interface Take {
  /** Takes the canvas as it is in this task. */
  frame(time: FrameTime): void;
  readonly seconds: Seconds;
  /** Frames that went to the encoder. */
  readonly frames: number;
  /** Frames that the encoder had no time for. */
  readonly dropped: number;
  readonly audioGaps: number;
  /**
   * Ends the recording. After a failure the file holds what was written before it, and `seconds`
   * and `frames` say how much that is; null when nothing was.
   */
  finish(): Promise<Blob | null>;
}

/** Frames that may wait in the encoder: more would fill the memory without being faster. */
const MOST_WAITING = 8;
/** Length of a fragment: what a crash can cost. */
const FRAGMENT: Seconds = 1;

/** Counts the frames that are in the encoder. */
class EncoderQueue {
  readonly #sent: Seconds[] = [];
  #adding = 0;
  /** Frames that the encoder left out by itself. */
  skipped = 0;

  get full(): boolean {
    return Math.max(this.#sent.length, this.#adding) >= MOST_WAITING;
  }

  enter(timestamp: Seconds): void {
    this.#sent.push(timestamp);
    this.#adding += 1;
  }

  added(): void {
    this.#adding -= 1;
  }

  leave(timestamp: Seconds): void {
    let passed = 0;
    while ((this.#sent[0] ?? Number.POSITIVE_INFINITY) <= timestamp + 1e-6) {
      this.#sent.shift();
      passed += 1;
    }
    this.skipped += Math.max(0, passed - 1);
  }
}

class RunningTake implements Take {
  readonly #options: TakeOptions;
  readonly #output: Output;
  readonly #video: VideoSampleSource;
  readonly #audio: AudioSampleSource;
  readonly #queue = new EncoderQueue();
  readonly #sound: ProgrammeSound;
  readonly #frameSeconds: Seconds;
  #tap: AudioTap | null = null;
  #start: Seconds | null = null;
  #last: Seconds = -1;
  // The newest of what is being encoded: what came before it is done before it.
  #addingVideo: Promise<void> = Promise.resolve();
  #addingAudio: Promise<void> = Promise.resolve();
  #failed = false;
  #ending = false;
  #taken = 0;
  #dropped = 0;
  #kept: KeptFilm | null = null;

  constructor(options: TakeOptions) {
    const { media, shape, codec, sink } = options;
    const { Mp4OutputFormat, StreamTarget, VideoSampleSource, AudioSampleSource, Quality } = media;
    this.#options = options;
    this.#frameSeconds = 1 / shape.framesPerSecond;
    this.#output = new media.Output({
      format: new Mp4OutputFormat({
        fastStart: 'fragmented',
        minimumFragmentDuration: FRAGMENT,
      }),
      target: new StreamTarget(sink.writable),
    });
    this.#video = new VideoSampleSource({
      codec: codec.codec,
      fullCodecString: codec.fullCodecString,
      quality: new Quality({ bitrate: codec.bitrate, bitrateMode: 'variable' }),
      keyFrameInterval: FRAGMENT,
      latencyMode: 'realtime',
      sizeChangeBehavior: 'contain',
      onEncodedPacket: ({ timestamp }) => this.#queue.leave(timestamp),
    });
    // The encoder takes the context's rate as it is; the muxer's own resampling would hold the
    // sound back for seconds, and with it every fragment.
    this.#audio = new AudioSampleSource({
      codec: 'opus',
      quality: new Quality({ bitrate: SOUND_BITRATE }),
    });
    this.#output.addVideoTrack(this.#video);
    this.#output.addAudioTrack(this.#audio);
    this.#sound = createProgrammeSound(options.audioContext.sampleRate, (left, right) =>
      this.#writeSound(left, right),
    );
  }

  async open(): Promise<void> {
    const { audioContext, bus } = this.#options;
    await this.#output.start();
    this.#tap = await openAudioTap(audioContext, bus, (block) => {
      if (this.#start !== null && !this.#failed) this.#sound.add(block);
    });
  }

  get seconds(): Seconds {
    if (this.#kept) return this.#kept.seconds;
    return this.#last < 0 ? 0 : this.#last + this.#frameSeconds;
  }

  get frames(): number {
    return this.#kept?.frames ?? this.#taken - this.#queue.skipped;
  }

  get dropped(): number {
    return this.#dropped + this.#queue.skipped;
  }

  get audioGaps(): number {
    return this.#sound.gaps;
  }

  frame(time: FrameTime): void {
    if (this.#failed || this.#ending) return;
    this.#start ??= time.seconds;
    const position = time.seconds - this.#start;
    if (position <= this.#last) return;
    this.#last = position;
    this.#followSound(position);
    if (this.#queue.full) this.#dropped += 1;
    else this.#take(position);
  }

  async finish(): Promise<Blob | null> {
    this.#ending = true;
    const { seconds } = this;
    this.#sound.limit(seconds);
    await this.#tap?.end();
    if (await this.#finalize()) return this.#taken > 0 ? this.#options.sink.close() : null;
    await this.#output.cancel().catch(() => {});
    const file = await this.#options.sink.close();
    this.#kept = await measureFilm(this.#options.media, file);
    return this.#kept && file;
  }

  /** Ends the file once all is in it; false when that failed: what was written is still a file. */
  async #finalize(): Promise<boolean> {
    if (this.#failed) return false;
    this.#sound.close();
    await Promise.all([this.#addingVideo, this.#addingAudio]);
    if (this.#failed) return false;
    try {
      await this.#output.finalize();
      return true;
    } catch (thrown) {
      this.#fail(thrown);
      return false;
    }
  }

  #followSound(position: Seconds): void {
    const { audioContext } = this.#options;
    if (audioContext.state === 'running') this.#sound.follow(position, audioContext.currentTime);
    else this.#sound.pad(position);
  }

  #take(position: Seconds): void {
    const { media, canvas, shape } = this.#options;
    let frame: VideoFrame;
    try {
      frame = new VideoFrame(canvas, {
        timestamp: Math.round(position * 1e6),
        duration: Math.round(this.#frameSeconds * 1e6),
        visibleRect: evenRect(canvas),
        displayWidth: shape.size.width,
        displayHeight: shape.size.height,
      });
    } catch {
      this.#dropped += 1; // a canvas without a picture: its device is being brought back
      return;
    }
    const sample = new media.VideoSample(frame, {
      timestamp: position,
      duration: this.#frameSeconds,
    });
    this.#taken += 1;
    this.#queue.enter(position);
    this.#addingVideo = this.#video.add(sample).then(
      () => this.#added(sample),
      (thrown: unknown) => {
        this.#added(sample);
        this.#fail(thrown);
      },
    );
  }

  #added(sample: { close(): void }): void {
    sample.close();
    this.#queue.added();
  }

  #writeSound(left: Float32Array<ArrayBuffer>, right: Float32Array<ArrayBuffer>): void {
    const { media, audioContext } = this.#options;
    const { sampleRate } = audioContext;
    const data = new Float32Array(left.length + right.length);
    data.set(left);
    data.set(right, left.length);
    const sample = new media.AudioSample({
      data,
      format: 'f32-planar',
      numberOfChannels: 2,
      sampleRate,
      timestamp: this.#sound.frames / sampleRate,
    });
    this.#addingAudio = this.#audio.add(sample).then(
      () => sample.close(),
      (thrown: unknown) => {
        sample.close();
        this.#fail(thrown);
      },
    );
  }

  #fail(thrown: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#options.onFailure(thrown);
  }
}

/** How much of a film that broke off can be played. */
interface KeptFilm {
  readonly seconds: Seconds;
  readonly frames: number;
}

/** What is in a film that broke off, or null when it can't be played at all. */
async function measureFilm(media: Media, file: Blob): Promise<KeptFilm | null> {
  using input = new media.Input({ source: new media.BlobSource(file), formats: [media.MP4] });
  try {
    const track = await input.getPrimaryVideoTrack();
    if (!track) return null;
    const { packetCount } = await track.computePacketStats();
    return { seconds: await track.computeDuration(), frames: packetCount };
  } catch {
    return null;
  }
}

/** The whole canvas but for an odd last row or column, which no codec takes. */
function evenRect({ width, height }: OutputCanvas): DOMRectInit {
  return { x: 0, y: 0, width: width - (width % 2), height: height - (height % 2) };
}

/**
 * Opens a take: the file is begun and the sound is listened to; it starts with the first frame.
 * @throws Error when the muxer or the audio tap can't start
 */
export async function openTake(options: TakeOptions): Promise<Take> {
  const take = new RunningTake(options);
  await take.open();
  return take;
}
