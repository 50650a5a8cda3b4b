import { readFileSync } from 'node:fs';
import { createAudioAnalyser, hopSeconds } from '../../../engine/features/audio/analyser.ts';
import type { BeatActivation } from '../../../engine/features/audio/feature.ts';
import { audioSlot } from '../../../engine/features/audio/layout.ts';
import type { Pcm } from '../../../engine/features/audio/offline-analysis.ts';
import { loadBeatNet } from '../../../models/beat/beat-net.ts';

/** A beat: when it falls, and its number in the bar from 1. */
export interface HeardBeat {
  readonly time: number;
  readonly number: number;
}

/** What was heard in a recording; every event is told at the time at which the live ear tells it. */
export interface Heard {
  readonly seconds: number;
  readonly beats: readonly HeardBeat[];
  /** `[seconds, beats a minute, confidence]`, once a second. */
  readonly tempo: readonly (readonly [number, number, number])[];
  readonly onsets: readonly number[];
}

/** Samples that the live ear is given at a time. */
const QUANTUM = 128;

/** Reads the shipped weights of the beat net. */
export function readBeatNet(): Promise<() => BeatActivation> {
  const bytes = readFileSync('models/beat/weights.safetensors');
  return loadBeatNet(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** Plays `pcm` to the live analysis, faster than it sounds, and collects what it tells. */
export function hear(pcm: Pcm, beatNet: BeatActivation | null): Heard {
  const { sampleRate, channels } = pcm;
  const analyser = createAudioAnalyser({ sampleRate, beatNet });
  const { latest } = analyser;
  const length = channels[0]?.length ?? 0;
  const at = { beat: audioSlot('beat').offset, bar: audioSlot('bar').offset };
  const tempoAt = audioSlot('tempo').offset;
  const onsetAt = audioSlot('onset').offset + 1;
  const beats: HeardBeat[] = [];
  const tempo: [number, number, number][] = [];
  const onsets: number[] = [];
  let counts = { beat: 0, onset: 0 };
  const step = hopSeconds(analyser.format);
  for (let from = 0; from < length; from += QUANTUM) {
    const hops = analyser.hopCount;
    analyser.push(channels, Math.min(QUANTUM, length - from), from);
    if (analyser.hopCount === hops) continue;
    const time = analyser.hopCount * step;
    const now = { beat: latest[at.beat + 2] as number, onset: latest[onsetAt] as number };
    if (now.beat !== counts.beat) {
      const late = (latest[at.beat] as number) * (60 / Math.max(1, latest[tempoAt] as number));
      beats.push({ time: time - Math.min(late, 2 * step), number: latest[at.bar] as number });
    }
    if (now.onset !== counts.onset) onsets.push(time);
    counts = now;
    if (Math.floor(time) > tempo.length) {
      tempo.push([time, latest[tempoAt] as number, latest[tempoAt + 1] as number]);
    }
  }
  return { seconds: length / sampleRate, beats, tempo, onsets };
}
