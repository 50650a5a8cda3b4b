import type { Hertz, Seconds } from '../../core/units.ts';
import { PART_NAMES, type PartName } from '../note.ts';
import type { Taps } from './mix/mix.ts';
import { createMusicSound, type MusicSound } from './music-sound.ts';

/** Sound that is told of a little before it is played: what waits costs time and memory. */
const STRIDE: Seconds = 0.25;
/** Time that is told of beyond the next stop, so that nothing begins in the past. */
const AHEAD: Seconds = 0.05;

/** Stereo sound. */
export type StereoChannels = readonly [Float32Array<ArrayBuffer>, Float32Array<ArrayBuffer>];

/** Music as it was rendered. */
export interface RenderedMusic {
  readonly sampleRate: Hertz;
  readonly mix: StereoChannels;
  /** Parts without room, echoes and mastering; empty unless asked for. */
  readonly stems: ReadonlyMap<PartName, StereoChannels>;
  /** Notes that had not given their nodes back at the end. */
  readonly voices: number;
  /** The most notes that sounded together. */
  readonly mostVoices: number;
}

/** What is rendered. */
export interface RenderOptions {
  readonly seconds: Seconds;
  readonly sampleRate: Hertz;
  /** Parts as they go into the mix, or dry as their instruments sound; none unless given. */
  readonly stems?: Taps;
  /** Hands the sound everything that begins before `until`; called in order. */
  readonly play: (sound: MusicSound, until: Seconds) => void;
}

/**
 * Plays music into memory, on the same graph as live. The same notes give the same samples on a
 * machine. The mix begins where the first note does: the limiter's delay is taken off.
 * @throws DOMException when the page may not load the worklet
 */
export async function renderMusic(options: RenderOptions): Promise<RenderedMusic> {
  const { seconds, sampleRate, stems, play } = options;
  const buses = stems ? 1 + PART_NAMES.length : 1;
  // The end of a mix lies later than its last note by the limiter's delay.
  const context = new OfflineAudioContext({
    numberOfChannels: 2 * buses,
    length: Math.ceil((seconds + AHEAD) * sampleRate),
    sampleRate,
  });
  const sound = await createMusicSound(context, stems);
  connectBuses(context, sound, stems);
  let mostVoices = 0;
  let told: Seconds = 0;
  const tell = () => {
    mostVoices = Math.max(mostVoices, sound.voices);
    sound.sweep(told);
    told += STRIDE;
    play(sound, Math.min(seconds, told + AHEAD));
    if (told < seconds)
      void context
        .suspend(told)
        .then(tell)
        .then(() => context.resume());
  };
  tell();
  const buffer = await context.startRendering();
  const skip = Math.round(sound.latency * sampleRate);
  const length = Math.round(seconds * sampleRate);
  const stereo = (bus: number, from: number): StereoChannels => [
    buffer.getChannelData(2 * bus).slice(from, from + length),
    buffer.getChannelData(2 * bus + 1).slice(from, from + length),
  ];
  sound.sweep(context.length / sampleRate);
  const { voices } = sound;
  sound.dispose();
  return {
    sampleRate,
    mix: stereo(0, skip),
    stems: new Map(stems ? PART_NAMES.map((part, i) => [part, stereo(1 + i, 0)]) : []),
    voices,
    mostVoices,
  };
}

function connectBuses(
  context: OfflineAudioContext,
  sound: MusicSound,
  stems: RenderOptions['stems'],
): void {
  if (!stems) {
    sound.output.connect(context.destination);
    return;
  }
  const merger = new ChannelMergerNode(context, { numberOfInputs: 2 * (1 + PART_NAMES.length) });
  for (let bus = 0; bus < 1 + PART_NAMES.length; bus++) {
    const sides = new ChannelSplitterNode(context, { numberOfOutputs: 2 });
    sound.output.connect(sides, bus);
    sides.connect(merger, 0, 2 * bus);
    sides.connect(merger, 1, 2 * bus + 1);
  }
  context.destination.channelInterpretation = 'discrete';
  merger.connect(context.destination);
}
