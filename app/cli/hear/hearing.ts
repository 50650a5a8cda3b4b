import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createAudioAnalyser, hopSeconds } from '../../../engine/features/audio/analyser.ts';
import type { BeatActivation } from '../../../engine/features/audio/feature.ts';
import { audioSlot } from '../../../engine/features/audio/layout.ts';
import { LOUDNESS_FLOOR } from '../../../engine/features/audio/loudness.ts';
import type { Pcm } from '../../../engine/features/audio/offline-analysis.ts';
import { loadBeatNet } from '../../../models/beat/beat-net.ts';
import type { Key } from '../eval/key-score.ts';
import { root } from '../setup/places.mjs';
import { chordName, keyOf } from './note-names.ts';

/** A beat: when it falls, and its number in the bar from 1. */
export interface HeardBeat {
  readonly time: number;
  readonly number: number;
}

/** A chord in Harte's syntax, from its time to that of the next. */
export interface HeardChord {
  readonly time: number;
  readonly chord: string;
}

/** Values once a second. */
export interface HeardSecond {
  readonly time: number;
  readonly tempoBpm: number;
  readonly tempoConfidence: number;
  /** LUFS; -70 and less reads -70. */
  readonly momentary: number;
  readonly shortTerm: number;
}

/** What was heard in a recording; beats stand at the time at which the live ear
 * tells them, onsets at the time that it tells a moment later. */
export interface Heard {
  readonly seconds: number;
  readonly beats: readonly HeardBeat[];
  readonly onsets: readonly number[];
  readonly chords: readonly HeardChord[];
  /** The key in which the recording stood longest. */
  readonly key: Key;
  readonly keyConfidence: number;
  readonly course: readonly HeardSecond[];
  /** Gated loudness of the whole in LUFS. */
  readonly integrated: number;
  /** Highest inter-sample peak in dBTP. */
  readonly truePeak: number;
  /** `[hops]` onset strength, for pictures. */
  readonly onsetStrength: readonly number[];
}

/** Samples that the live ear is given at a time. */
const QUANTUM = 128;

/** Reads the shipped weights of the beat net. */
export function readBeatNet(): Promise<() => BeatActivation> {
  const bytes = readFileSync(join(root, 'models/beat/weights.safetensors'));
  return loadBeatNet(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** Reads one feature out of a frame of all. */
function reader(latest: Float32Array, name: string): (index?: number) => number {
  const { offset } = audioSlot(name);
  return (index = 0) => latest[offset + index] as number;
}

/** How long each key was heard, weighted by the confidence in it. */
function createKeyVote() {
  const votes = new Map<number, number>();
  return {
    take(tonic: number, minor: number, confidence: number) {
      const index = tonic * 2 + minor;
      if (tonic > 0) votes.set(index, (votes.get(index) ?? 0) + confidence);
    },
    read(): { key: Key; share: number } {
      const all = [...votes].sort(([, a], [, b]) => b - a);
      const total = all.reduce((sum, [, weight]) => sum + weight, 0);
      const [index, weight] = all[0] ?? [0, 0];
      return { key: keyOf(index >> 1, index & 1), share: total > 0 ? weight / total : 0 };
    },
  };
}

/** Collects what a frame of features tells. */
function createCollector(latest: Float32Array, step: number) {
  const [beat, bar, tempo] = ['beat', 'bar', 'tempo'].map((name) => reader(latest, name));
  const [key, chord, loudness] = ['key', 'chord', 'loudness'].map((name) => reader(latest, name));
  const [onset, strength] = ['note-onset', 'onset-strength'].map((name) => reader(latest, name));
  const beats: HeardBeat[] = [];
  const onsets: number[] = [];
  const chords: HeardChord[] = [];
  const course: HeardSecond[] = [];
  const onsetStrength: number[] = [];
  const votes = createKeyVote();
  const last = { beat: 0, onset: 0, peak: 0 };
  type Read = (index?: number) => number;
  const at = { beat, bar, tempo, key, chord, loudness, onset, strength } as Record<string, Read>;
  const read = (name: string, index = 0) => (at[name] as Read)(index);

  const events = (time: number) => {
    if (read('beat', 2) !== last.beat) {
      const late = read('beat') * (60 / Math.max(30, read('tempo'))); // a part of a hop
      beats.push({ time: time - Math.min(late, step), number: read('bar') });
    }
    if (read('onset') !== last.onset) onsets.push(Math.max(0, time - read('onset', 1)));
    last.beat = read('beat', 2);
    last.onset = read('onset');
    const name = chordName(keyOf(read('chord'), read('chord', 1)));
    if (name !== (chords.at(-1)?.chord ?? 'N')) chords.push({ time, chord: name });
  };

  return {
    take(time: number) {
      events(time);
      votes.take(read('key'), read('key', 1), read('key', 2));
      onsetStrength.push(read('strength'));
      last.peak = Math.max(last.peak, read('loudness', 3));
      if (Math.floor(time) <= course.length) return;
      course.push({
        time: course.length + 1,
        tempoBpm: read('tempo'),
        tempoConfidence: read('tempo', 1),
        momentary: LOUDNESS_FLOOR + read('loudness'),
        shortTerm: LOUDNESS_FLOOR + read('loudness', 1),
      });
    },
    finish(seconds: number): Heard {
      const { key: found, share } = votes.read();
      const integrated = LOUDNESS_FLOOR + read('loudness', 2);
      const truePeak = 20 * Math.log10(Math.max(1e-5, last.peak));
      const lists = { beats, onsets, chords, course, onsetStrength };
      return { seconds, ...lists, key: found, keyConfidence: share, integrated, truePeak };
    },
  };
}

/** Plays `pcm` to the live analysis, faster than it sounds, and collects what it tells. */
export function hear(pcm: Pcm, beatNet: BeatActivation | null): Heard {
  const { sampleRate, channels } = pcm;
  const analyser = createAudioAnalyser({ sampleRate, beatNet });
  const step = hopSeconds(analyser.format);
  const collector = createCollector(analyser.latest, step);
  const length = channels[0]?.length ?? 0;
  for (let from = 0; from < length; from += QUANTUM) {
    const hops = analyser.hopCount;
    analyser.push(channels, Math.min(QUANTUM, length - from), from);
    if (analyser.hopCount !== hops) collector.take(analyser.hopCount * step);
  }
  return collector.finish(length / sampleRate);
}
