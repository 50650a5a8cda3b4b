import type { AudioLevels } from '../core/audio-levels.ts';
import { audioSlot } from '../features/audio/layout.ts';
import type { BeatReading } from './beat-follower.ts';

const at = {
  rms: audioSlot('rms').offset,
  bands: audioSlot('bands').offset,
  onsetStrength: audioSlot('onset-strength').offset,
  onset: audioSlot('onset').offset,
  low: audioSlot('onset-low').offset,
  high: audioSlot('onset-high').offset,
  beat: audioSlot('beat').offset,
  bar: audioSlot('bar').offset,
  tempo: audioSlot('tempo').offset,
} as const;

/** Picks the levels that every unit sees out of a frame of features. */
export function readLevels(features: Float32Array, levels: AudioLevels): void {
  levels.rms = features[at.rms] ?? 0;
  levels.low = features[at.bands] ?? 0;
  levels.mid = features[at.bands + 1] ?? 0;
  levels.high = features[at.bands + 2] ?? 0;
  levels.onsetStrength = features[at.onsetStrength] ?? 0;
  levels.onset = features[at.onset] ?? 0;
  levels.lowOnset = features[at.low] ?? 0;
  levels.highOnset = features[at.high] ?? 0;
}

const heardBeat = {
  tempoBpm: 0,
  phase: 0,
  confidence: 0,
  number: 0,
  beatsPerBar: 4,
  barConfidence: 0,
};

/** What the ear says of the beat, out of a frame of features; the same object each time. */
export function readBeat(features: Float32Array): BeatReading {
  heardBeat.tempoBpm = features[at.tempo] ?? 0;
  heardBeat.phase = features[at.beat] ?? 0;
  heardBeat.confidence = features[at.beat + 3] ?? 0;
  heardBeat.number = features[at.bar] ?? 0;
  heardBeat.beatsPerBar = features[at.bar + 1] ?? 4;
  heardBeat.barConfidence = features[at.bar + 3] ?? 0;
  return heardBeat;
}
