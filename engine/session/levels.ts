import type { AudioLevels } from '../core/audio-levels.ts';
import { audioSlot } from '../features/audio/layout.ts';

const at = {
  rms: audioSlot('rms').offset,
  bands: audioSlot('bands').offset,
  onsetStrength: audioSlot('onset-strength').offset,
  onset: audioSlot('onset').offset,
  low: audioSlot('onset-low').offset,
  high: audioSlot('onset-high').offset,
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
