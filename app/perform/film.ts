import {
  Mp4OutputFormat,
  Output,
  Quality,
  StreamTarget,
  type StreamTargetChunk,
  VideoSample,
  VideoSampleSource,
} from 'mediabunny';
import { fail } from '../../engine/core/errors.ts';
import type { Pcm } from '../../engine/features/audio/offline-analysis.ts';
import {
  canEncodeOpus,
  chooseVideoCodec,
  SOUND_RATE,
  type VideoCodecChoice,
  type VideoShape,
} from '../../engine/output/recorder-codec.ts';
import { createOpusTrack, type OpusTrack } from './opus-track.ts';
import { PLANE_COLOURS, planeBytes, toPlanes } from './picture-planes.ts';
import { soundPiece } from './sound.ts';

/** A file of frames and sound that is written as it comes. */
export interface Film {
  /** Adds the next frame, and the sound up to its end. */
  add(rgba: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Writes what is left; the file is complete then. */
  finish(): Promise<void>;
  /** Gives the encoders back; the file is of no use. */
  cancel(): Promise<void>;
}

/** What a film is made of. */
export interface FilmOptions extends VideoShape {
  readonly codec: VideoCodecChoice;
  readonly frames: number;
  readonly pcm: Pcm;
  /** Takes a piece of the file at its place. */
  readonly write: (data: Uint8Array, position: number) => Promise<void>;
}

/** Bytes of the file that are written at a time. */
const CHUNK_BYTES = 2 * 1024 * 1024;
/** More sound packets a second than Opus ever makes in a browser (of 20 ms mostly). */
const SOUND_PACKETS = 120;

/**
 * The codec of a film of a shape.
 * @throws InstrumentError when the browser has no encoder for it, or none for its sound
 */
export async function chooseFilmCodec(shape: VideoShape): Promise<VideoCodecChoice> {
  const codec = await chooseVideoCodec(shape, { codecs: ['avc'] });
  const { width, height } = shape.size;
  if (!codec) {
    fail({
      subject: 'The browser',
      constraint: `encode H.264 at ${width}x${height} and ${shape.framesPerSecond} frames a second`,
      got: 'no such encoder',
      remedy: 'use a smaller --size or --fps, or a browser with H.264 (Chrome, Chromium, Edge)',
    });
  }
  if (!(await canEncodeOpus())) {
    fail({
      subject: 'The browser',
      constraint: 'encode Opus sound',
      got: 'no such encoder',
      remedy: 'use a current Chrome, Chromium or Edge',
    });
  }
  return codec;
}

class Mp4Film implements Film {
  readonly #options: FilmOptions;
  readonly #output: Output;
  readonly #video: VideoSampleSource;
  readonly #audio: OpusTrack;
  readonly #planes: Uint8Array<ArrayBuffer>;
  readonly #samples: number;
  #frame = 0;
  #sample = 0;

  constructor(options: FilmOptions) {
    const { codec, frames, framesPerSecond, write } = options;
    this.#options = options;
    this.#samples = Math.round((frames / framesPerSecond) * SOUND_RATE);
    const writable = new WritableStream<StreamTargetChunk>({
      write: ({ data, position }) => write(data, position),
    });
    this.#output = new Output({
      format: new Mp4OutputFormat({ fastStart: 'reserve' }),
      target: new StreamTarget(writable, { chunked: true, chunkSize: CHUNK_BYTES }),
    });
    this.#video = new VideoSampleSource({
      codec: codec.codec,
      fullCodecString: codec.fullCodecString,
      quality: new Quality({ bitrate: codec.bitrate, bitrateMode: 'variable' }),
      latencyMode: 'quality',
    });
    const seconds = frames / framesPerSecond;
    this.#audio = createOpusTrack(seconds);
    this.#planes = new Uint8Array(planeBytes(options.size));
    // Without the rate an encoder shares its bits out as for 30 frames a second.
    this.#output.addVideoTrack(this.#video, {
      frameRate: framesPerSecond,
      maximumPacketCount: frames,
    });
    this.#output.addAudioTrack(this.#audio.source, {
      maximumPacketCount: Math.ceil((seconds + 1) * SOUND_PACKETS),
    });
  }

  start(): Promise<void> {
    return this.#output.start();
  }

  async add(rgba: Uint8Array<ArrayBuffer>): Promise<void> {
    const { size, framesPerSecond } = this.#options;
    toPlanes(rgba, size, this.#planes);
    const sample = new VideoSample(this.#planes, {
      format: 'I420',
      colorSpace: PLANE_COLOURS,
      codedWidth: size.width,
      codedHeight: size.height,
      timestamp: this.#frame / framesPerSecond,
      duration: 1 / framesPerSecond,
    });
    this.#frame += 1;
    await this.#video.add(sample);
    sample.close();
    await this.#addSound(Math.round((this.#frame / framesPerSecond) * SOUND_RATE));
  }

  async #addSound(until: number): Promise<void> {
    const count = Math.min(until, this.#samples) - this.#sample;
    if (count <= 0) return;
    const piece = soundPiece(this.#options.pcm, this.#sample, count);
    const timestamp = this.#sample / SOUND_RATE;
    this.#sample += count;
    await this.#audio.add(piece, timestamp);
  }

  async finish(): Promise<void> {
    await this.#audio.finish();
    await this.#output.finalize();
    this.#audio.close();
  }

  async cancel(): Promise<void> {
    this.#audio.close();
    await this.#output.cancel();
  }
}

/** Begins a film: H.264 and Opus in an MP4 file that can be played while it loads. */
export async function openFilm(options: FilmOptions): Promise<Film> {
  const film = new Mp4Film(options);
  await film.start();
  return film;
}
