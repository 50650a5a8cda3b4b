import { ALL_FORMATS, AudioBufferSink, BlobSource, Input, type InputAudioTrack } from 'mediabunny';
import { fail, messageOf } from '../../engine/core/errors.ts';
import type { FrameTime } from '../../engine/core/frame-time.ts';
import { modulo } from '../../engine/core/numeric.ts';
import type { Hertz, Seconds } from '../../engine/core/units.ts';
import type { BeatActivation } from '../../engine/features/audio/feature.ts';
import { createOfflineAnalysis, type Pcm } from '../../engine/features/audio/offline-analysis.ts';
import { builtInTrack } from '../../engine/input/built-in-track/built-in-track.ts';
import { TrackMixer } from '../../engine/input/built-in-track/mixer.ts';
import type { RenderedMusic } from '../../engine/music/sound/render.ts';
import { SOUND_RATE } from '../../engine/output/recorder-codec.ts';
import type { AudioFeed } from '../../engine/session/feeds.ts';
import { fetchBeatNet } from '../session/beat-net.ts';

/** When the sound of a performance is heard. */
export interface SoundSpan {
  /** Session time at which it begins. */
  readonly start: Seconds;
  readonly length: Seconds;
}

/** The sound of a performance: stereo at 48 kHz, repeated for as long as it lasts. */
export interface Sound {
  readonly pcm: Pcm;
  readonly feed: AudioFeed;
}

function feedOf(
  pcm: Pcm,
  start: Seconds,
  position: AudioFeed['position'],
  makeBeatNet?: () => BeatActivation,
): AudioFeed {
  const analysis = createOfflineAnalysis(pcm, { loop: true, ...(makeBeatNet && { makeBeatNet }) });
  return {
    read(into, time) {
      analysis.readAt(time.seconds - start, into);
      return true;
    },
    position,
  };
}

/** Bars before the first that is heard, so that it begins in their tails. */
const WARM_UP_BARS = 4;

/** The built-in track from a bar on, as long as it is heard; it begins again after its end. */
export function builtInSound(firstBar: number, span: SoundSpan): Sound {
  const { tempoBpm, beatsPerBar, bars } = builtInTrack;
  const length = Math.ceil(span.length * SOUND_RATE);
  const channels = [new Float32Array(length), new Float32Array(length)] as const;
  const mixer = new TrackMixer(SOUND_RATE);
  const barAt = (index: number) => modulo(firstBar + index, bars);
  for (let i = -WARM_UP_BARS; i < 0; i++) mixer.render(barAt(i));
  for (let at = 0, i = 0; at < length; i++) {
    const { sound, count } = mixer.render(barAt(i));
    const heard = Math.min(count, length - at);
    channels[0].set(sound.left.subarray(0, heard), at);
    channels[1].set(sound.right.subarray(0, heard), at);
    at += count;
  }
  const pcm = { sampleRate: SOUND_RATE, channels };
  const firstBeat = firstBar * beatsPerBar;
  const position = (time: FrameTime) => ({
    beat: firstBeat + ((time.seconds - span.start) * tempoBpm) / 60,
    tempoBpm,
  });
  return { pcm, feed: feedOf(pcm, span.start, position) };
}

/** The instrument's own music, as it was rendered. */
export function musicSound(
  { mix, sampleRate }: RenderedMusic,
  music: Omit<AudioFeed, 'read'>,
  start: Seconds,
): Sound {
  const pcm = { sampleRate, channels: mix };
  return { pcm, feed: { ...feedOf(pcm, start, music.position), ...music } };
}

const remedyFor = (name: string) => `convert it: ffmpeg -i "${name}" converted.wav`;

async function openTrack(input: Input, name: string): Promise<InputAudioTrack> {
  const subject = `The sound "${name}"`;
  const remedy = remedyFor(name);
  if (!(await input.canRead())) {
    fail({
      subject,
      constraint: 'be an audio or video file (WAV, MP3, FLAC, Ogg, MP4, WebM)',
      got: 'something else',
      remedy,
    });
  }
  const track = await input
    .getPrimaryAudioTrack()
    .catch((thrown: unknown) =>
      fail({ subject, constraint: 'be undamaged', got: messageOf(thrown), remedy }),
    );
  if (!track) {
    return fail({
      subject,
      constraint: 'have sound',
      got: 'no audio track',
      remedy: "name another file, or leave --audio out for the instrument's own music",
    });
  }
  if (!(await track.canDecode())) {
    fail({
      subject,
      constraint: 'be of a codec that this browser can decode',
      got: (await track.getCodecParameterString()) ?? 'an unknown codec',
      remedy,
    });
  }
  return track;
}

/** The first `seconds` of a track, or all of it when it is shorter, as it was recorded. */
async function decode(track: InputAudioTrack, seconds: Seconds): Promise<AudioBuffer | null> {
  const pieces: AudioBuffer[] = [];
  let length = 0;
  for await (const { buffer } of new AudioBufferSink(track).buffers(0, seconds)) {
    pieces.push(buffer);
    length += buffer.length;
  }
  const [first] = pieces;
  if (!first) return null;
  const { numberOfChannels, sampleRate } = first;
  const whole = new AudioBuffer({ length, numberOfChannels, sampleRate });
  let at = 0;
  for (const piece of pieces) {
    for (let channel = 0; channel < numberOfChannels; channel++) {
      whole.copyToChannel(piece.getChannelData(channel), channel, at);
    }
    at += piece.length;
  }
  return whole;
}

/** Two channels at `rate`, whatever there was. */
async function toStereo(buffer: AudioBuffer, rate: Hertz): Promise<AudioBuffer> {
  if (buffer.sampleRate === rate && buffer.numberOfChannels === 2) return buffer;
  const length = Math.max(1, Math.round((buffer.length * rate) / buffer.sampleRate));
  const context = new OfflineAudioContext({ numberOfChannels: 2, length, sampleRate: rate });
  const source = new AudioBufferSourceNode(context, { buffer });
  source.connect(context.destination);
  source.start();
  return context.startRendering();
}

/**
 * The sound of a file, from its beginning.
 * @throws InstrumentError when it has none that can be decoded
 */
export async function fileSound(file: File, span: SoundSpan): Promise<Sound> {
  using input = new Input({ source: new BlobSource(file), formats: ALL_FORMATS });
  const track = await openTrack(input, file.name);
  const decoded = await decode(track, span.length).catch((thrown: unknown) =>
    fail({
      subject: `The sound "${file.name}"`,
      constraint: 'be undamaged',
      got: messageOf(thrown),
      remedy: remedyFor(file.name),
    }),
  );
  if (!decoded) {
    fail({
      subject: `The sound "${file.name}"`,
      constraint: 'have at least one sample',
      got: 'none',
      remedy: 'name another file',
    });
  }
  const stereo = await toStereo(decoded, SOUND_RATE);
  const pcm = {
    sampleRate: SOUND_RATE,
    channels: [stereo.getChannelData(0), stereo.getChannelData(1)],
  };
  return { pcm, feed: feedOf(pcm, span.start, () => null, await fetchBeatNet()) };
}

/** `[left | right]` of `count` samples from `start` on, repeated past the end. */
export function soundPiece(pcm: Pcm, start: number, count: number): Float32Array<ArrayBuffer> {
  const piece = new Float32Array(2 * count);
  pcm.channels.slice(0, 2).forEach((samples, channel) => {
    for (let i = 0; i < count; ) {
      const from = (start + i) % samples.length;
      const run = samples.subarray(from, Math.min(samples.length, from + count - i));
      piece.set(run, channel * count + i);
      i += run.length;
    }
  });
  return piece;
}
