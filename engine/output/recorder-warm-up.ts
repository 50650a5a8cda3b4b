import type { VideoCodecChoice, VideoShape } from './recorder-codec.ts';

/**
 * Encodes one blank frame and throws it away: the first use of an encoder loads its code or takes
 * its hardware, and frames of the show would wait for that.
 * @throws DOMException when the encoder refuses after all
 */
export async function warmEncoder(shape: VideoShape, codec: VideoCodecChoice): Promise<void> {
  const { width, height } = shape.size;
  const encoder = new VideoEncoder({ output: () => {}, error: () => {} });
  try {
    encoder.configure({
      codec: codec.fullCodecString,
      width,
      height,
      bitrate: codec.bitrate,
      framerate: shape.framesPerSecond,
      latencyMode: 'realtime',
    });
    const blank = new VideoFrame(new Uint8Array(width * height * 1.5), {
      format: 'I420',
      codedWidth: width,
      codedHeight: height,
      timestamp: 0,
    });
    encoder.encode(blank, { keyFrame: true });
    blank.close();
    await encoder.flush();
  } finally {
    if (encoder.state !== 'closed') encoder.close();
  }
}
