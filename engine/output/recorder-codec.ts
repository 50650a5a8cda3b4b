import type { Hertz, Size } from '../core/units.ts';

/** A codec that this browser encodes at a size and rate, as the muxer and the encoder name it. */
export interface VideoCodecChoice {
  readonly codec: 'avc' | 'vp9';
  readonly fullCodecString: string;
  /** Bits a second. */
  readonly bitrate: number;
}

/** What is to be encoded. */
export interface VideoShape {
  /** Even width and height. */
  readonly size: Size;
  readonly framesPerSecond: number;
}

/** Level number, most macroblocks a second, most macroblocks a frame, most kbit a second. */
type H264Level = readonly [level: number, rate: number, frame: number, kilobits: number];

/** @source ITU-T H.264 (08/2021), table A-1. */
const H264_LEVELS: readonly H264Level[] = [
  [10, 1485, 99, 64],
  [11, 3000, 396, 192],
  [12, 6000, 396, 384],
  [13, 11880, 396, 768],
  [20, 11880, 396, 2000],
  [21, 19800, 792, 4000],
  [22, 20250, 1620, 4000],
  [30, 40500, 1620, 10000],
  [31, 108000, 3600, 14000],
  [32, 216000, 5120, 20000],
  [40, 245760, 8192, 20000],
  [41, 245760, 8192, 50000],
  [42, 522240, 8704, 50000],
  [50, 589824, 22080, 135000],
  [51, 983040, 36864, 240000],
  [52, 2073600, 36864, 240000],
  [60, 4177920, 139264, 240000],
  [61, 8355840, 139264, 480000],
  [62, 16711680, 139264, 800000],
];

/** Profile and constraint bytes of the codec string, and the factor on the level's bit rate. */
const H264_PROFILES = [
  { bytes: '6400', rateFactor: 1.25 }, // High
  { bytes: '42e0', rateFactor: 1 }, // Constrained Baseline
] as const;

/** Level, most luma samples a frame, most luma samples a second. */
type Vp9Level = readonly [level: number, frame: number, rate: number];

/** @source WebM project, "VP9 Levels and Decoder Testing", table of levels. */
const VP9_LEVELS: readonly Vp9Level[] = [
  [10, 36864, 829440],
  [11, 73728, 2764800],
  [20, 122880, 4608000],
  [21, 245760, 9216000],
  [30, 552960, 20736000],
  [31, 983040, 36864000],
  [40, 2228224, 83558400],
  [41, 2228224, 160432128],
  [50, 8912896, 311951360],
  [51, 8912896, 588251136],
  [52, 8912896, 1176502272],
  [60, 35651584, 1176502272],
];

/** Bits a pixel that keep grain and particles from smearing. */
const BITS_PER_PIXEL = 0.2;
const LOWEST_BITRATE = 400_000;
const HIGHEST_BITRATE = 80_000_000;

/** Bits a second for a picture of fine, fast detail. */
export function videoBitrate({ size, framesPerSecond }: VideoShape): number {
  const bits = size.width * size.height * framesPerSecond * BITS_PER_PIXEL;
  return Math.round(Math.min(HIGHEST_BITRATE, Math.max(LOWEST_BITRATE, bits)));
}

/**
 * The H.264 codec string of the lowest level that holds a shape, or null when none does.
 * @param profile 0 for High, 1 for Constrained Baseline
 * @source ITU-T H.264 annex A.3; RFC 6381, section 3.3, for the string
 */
export function h264CodecString(
  shape: VideoShape,
  bitrate: number,
  profile: 0 | 1 = 0,
): string | null {
  const { bytes, rateFactor } = H264_PROFILES[profile];
  const macroblocks = Math.ceil(shape.size.width / 16) * Math.ceil(shape.size.height / 16);
  const level = H264_LEVELS.find(
    ([, rate, frame, kilobits]) =>
      macroblocks <= frame &&
      macroblocks * shape.framesPerSecond <= rate &&
      bitrate <= kilobits * 1000 * rateFactor,
  );
  return level ? `avc1.${bytes}${level[0].toString(16).padStart(2, '0')}` : null;
}

function vp9CodecString({ size, framesPerSecond }: VideoShape): string | null {
  const samples = size.width * size.height;
  const level = VP9_LEVELS.find(
    ([, frame, rate]) => samples <= frame && samples * framesPerSecond <= rate,
  );
  return level ? `vp09.00.${level[0]}.08` : null;
}

/** Whether the browser encodes a configuration; replaceable in tests. */
export type CanEncode = (config: VideoEncoderConfig) => Promise<boolean>;

const browserCanEncode: CanEncode = async (config) => {
  if (typeof VideoEncoder === 'undefined') return false;
  return (await VideoEncoder.isConfigSupported(config)).supported === true;
};

/**
 * The first of H.264 High, H.264 Baseline and VP9 that the browser encodes at this shape, or null.
 * @param options.codecs codecs to choose from, both by default
 */
export async function chooseVideoCodec(
  shape: VideoShape,
  options: { codecs?: readonly VideoCodecChoice['codec'][]; canEncode?: CanEncode } = {},
): Promise<VideoCodecChoice | null> {
  const { codecs = ['avc', 'vp9'], canEncode = browserCanEncode } = options;
  const bitrate = videoBitrate(shape);
  const candidates: [VideoCodecChoice['codec'], string | null][] = [
    ['avc', h264CodecString(shape, bitrate, 0)],
    ['avc', h264CodecString(shape, bitrate, 1)],
    ['vp9', vp9CodecString(shape)],
  ];
  for (const [codec, fullCodecString] of candidates) {
    if (!fullCodecString || !codecs.includes(codec)) continue;
    const { width, height } = shape.size;
    const framerate = shape.framesPerSecond;
    if (await canEncode({ codec: fullCodecString, width, height, bitrate, framerate })) {
      return { codec, fullCodecString, bitrate };
    }
  }
  return null;
}

/** Sound of a recording: what Opus works at by itself. */
export const SOUND_RATE = 48_000;
/** Bits a second of a recording's stereo sound. */
export const SOUND_BITRATE = 192_000;

/** Whether the browser encodes sound of a rate as Opus. */
export async function canEncodeOpus(sampleRate: Hertz = SOUND_RATE): Promise<boolean> {
  if (typeof AudioEncoder === 'undefined') return false;
  const config = {
    codec: 'opus',
    sampleRate,
    numberOfChannels: 2,
    bitrate: SOUND_BITRATE,
  };
  return (await AudioEncoder.isConfigSupported(config)).supported === true;
}
