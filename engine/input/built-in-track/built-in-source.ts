import type { Beats } from '../../core/units.ts';
import { type AudioSource, loopSource } from '../audio-source.ts';
import { builtInTrack } from './form.ts';
import { loadBuiltInTrack } from './load-built-in-track.ts';

/** The built-in track as a source: rendered once, opened as often as wanted. */
export interface BuiltInSource {
  readonly kind: 'built-in';
  readonly label: string;
  /**
   * Begins the track from its first bar.
   * @throws InstrumentError when it can't be rendered.
   */
  open(): Promise<AudioSource>;
  /** Where the track opened last is in its loop; null before any was. */
  beats(): Beats | null;
}

async function renderBuffer(context: AudioContext): Promise<AudioBuffer> {
  const { sampleRate, channels } = await loadBuiltInTrack(context.sampleRate);
  const buffer = new AudioBuffer({ length: channels[0].length, numberOfChannels: 2, sampleRate });
  channels.forEach((samples, channel) => {
    buffer.copyToChannel(samples, channel);
  });
  return buffer;
}

/** The built-in track on `context`; it is rendered when it is first opened. */
export function createBuiltInSource(context: AudioContext): BuiltInSource {
  const about = { kind: 'built-in', label: builtInTrack.title } as const;
  let rendered: Promise<AudioBuffer> | undefined;
  let startTime: number | null = null;
  return {
    ...about,
    async open() {
      rendered ??= renderBuffer(context).catch((thrown: unknown) => {
        rendered = undefined; // to be tried again
        throw thrown;
      });
      const source = loopSource(context, await rendered, about);
      startTime = source.startTime;
      return source;
    },
    beats() {
      if (startTime === null) return null;
      const elapsed = Math.max(0, context.currentTime - startTime);
      return ((elapsed * builtInTrack.tempoBpm) / 60) % builtInTrack.beats;
    },
  };
}
