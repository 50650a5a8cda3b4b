import { EncodedAudioPacketSource, EncodedPacket } from 'mediabunny';
import type { Seconds } from '../../engine/core/units.ts';
import { SOUND_BITRATE, SOUND_RATE } from '../../engine/output/recorder-codec.ts';

/** A track of Opus sound that ends to the sample: the encoder's last packet is cut to length. */
export interface OpusTrack {
  readonly source: EncodedAudioPacketSource;
  /** Encodes `[left | right]` samples that begin at a time. */
  add(samples: Float32Array<ArrayBuffer>, timestamp: Seconds): Promise<void>;
  /** Encodes what is left. */
  finish(): Promise<void>;
  /** Gives the encoder back. */
  close(): void;
}

const MICROSECONDS = 1e6;

/** A track of `seconds`. */
export function createOpusTrack(seconds: Seconds): OpusTrack {
  const source = new EncodedAudioPacketSource('opus');
  let written: Promise<void> = Promise.resolve();
  let failure: unknown = null;

  const write = (chunk: EncodedAudioChunk, meta: EncodedAudioChunkMetadata | undefined) => {
    const packet = EncodedPacket.fromEncodedChunk(chunk);
    const left = seconds - packet.timestamp;
    if (left <= 0) return; // the encoder pads its last packets
    const cut = packet.clone({ duration: Math.min(packet.duration, left) });
    written = written.then(() => source.add(cut, meta));
    written.catch((thrown: unknown) => {
      failure = thrown;
    });
  };
  const encoder = new AudioEncoder({
    output: write,
    error(thrown) {
      failure = thrown;
    },
  });
  encoder.configure({
    codec: 'opus',
    sampleRate: SOUND_RATE,
    numberOfChannels: 2,
    bitrate: SOUND_BITRATE,
  });
  const check = () => {
    if (failure !== null) throw failure;
  };

  return {
    source,
    async add(samples, timestamp) {
      const data = new AudioData({
        data: samples,
        format: 'f32-planar',
        numberOfChannels: 2,
        numberOfFrames: samples.length / 2,
        sampleRate: SOUND_RATE,
        timestamp: Math.round(timestamp * MICROSECONDS),
      });
      encoder.encode(data);
      data.close();
      await written;
      check();
    },
    async finish() {
      await encoder.flush();
      await written;
      check();
      source.close();
    },
    close() {
      if (encoder.state !== 'closed') encoder.close();
    },
  };
}
