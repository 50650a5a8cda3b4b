import type { AudioLevels } from '../core/audio-levels.ts';
import { clamp } from '../core/numeric.ts';
import type { Hertz, Seconds } from '../core/units.ts';
import { audioSlot } from '../features/audio/layout.ts';
import type { AudioRows } from './audio-textures.ts';
import type { BeatReading } from './beat-follower.ts';

const at = {
  rms: audioSlot('rms').offset,
  bands: audioSlot('bands').offset,
  onsetStrength: audioSlot('onset-strength').offset,
  onset: audioSlot('onset').offset,
  low: audioSlot('onset-low').offset,
  high: audioSlot('onset-high').offset,
  mid: audioSlot('onset-mid').offset,
  loudness: audioSlot('loudness').offset,
  centroid: audioSlot('spectral-centroid').offset,
  novelty: audioSlot('novelty').offset,
  chord: audioSlot('chord').offset,
  beat: audioSlot('beat').offset,
  bar: audioSlot('bar').offset,
  tempo: audioSlot('tempo').offset,
} as const;

/** LU over -70 LUFS that read 1. */
const LOUDEST = 70;
/** Octaves from 100 Hz to 10 kHz. */
const BRIGHT_OCTAVES = Math.log2(100);

function brightnessOf(centroid: Hertz): number {
  return centroid > 0 ? clamp(Math.log2(centroid / 100) / BRIGHT_OCTAVES, 0, 1) : 0;
}

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
  levels.midOnset = features[at.mid] ?? 0;
  levels.loudness = Math.min(1, (features[at.loudness] ?? 0) / LOUDEST);
  levels.brightness = brightnessOf(features[at.centroid] ?? 0);
  levels.beatConfidence = features[at.beat + 3] ?? 0;
  levels.novelty = features[at.novelty] ?? 0;
  levels.drop = features[at.novelty + 1] ?? 0;
  levels.breakdown = features[at.novelty + 2] ?? 0;
  levels.chordRoot = ((features[at.chord] ?? 0) - 1) / 12;
  if (levels.chordRoot < 0) levels.chordRoot = -1;
}

const rowSlots = {
  spectrum: audioSlot('spectrum'),
  constantQ: audioSlot('cqt'),
  waveform: audioSlot('waveform'),
} as const;
const { offset: chromaAt, size: PITCH_CLASSES } = audioSlot('chroma');

/** Picks the rows of the sound's textures out of a frame of features and its levels. */
export function readAudioRows(
  features: Float32Array,
  levels: Readonly<AudioLevels>,
  rows: AudioRows,
): void {
  for (const name of ['spectrum', 'constantQ', 'waveform'] as const) {
    const row = rows[name];
    const { offset } = rowSlots[name];
    for (let i = 0; i < row.length; i++) row[i] = features[offset + i] ?? 0;
  }
  const { history } = rows;
  history[0] = levels.rms;
  history[1] = levels.low;
  history[2] = levels.mid;
  history[3] = levels.high;
  history[4] = levels.onsetStrength;
  history[5] = levels.onset;
  history[6] = levels.lowOnset;
  history[7] = levels.highOnset;
  history[8] = levels.midOnset;
  history[9] = levels.loudness;
  history[10] = levels.brightness;
  history[11] = levels.beatConfidence;
  history[12] = levels.novelty;
  history[13] = levels.drop;
  history[14] = levels.breakdown;
  history[15] = levels.chordRoot;
  for (let i = 0; i < PITCH_CLASSES; i++) history[16 + i] = features[chromaAt + i] ?? 0;
}

const heardBeat = {
  tempoBpm: 0,
  phase: 0,
  confidence: 0,
  number: 0,
  beatsPerBar: 4,
  barConfidence: 0,
};

/**
 * What the ear says of the beat, out of a frame of features that was read `ago`; the same object each
 * time.
 */
export function readBeat(features: Float32Array, ago: Seconds): BeatReading {
  heardBeat.tempoBpm = features[at.tempo] ?? 0;
  const phase = (features[at.beat] ?? 0) + (ago * heardBeat.tempoBpm) / 60;
  const turns = Math.floor(phase);
  heardBeat.phase = phase - turns;
  heardBeat.confidence = features[at.beat + 3] ?? 0;
  heardBeat.beatsPerBar = features[at.bar + 1] ?? 4;
  const number = features[at.bar] ?? 0;
  heardBeat.number = number > 0 ? ((number - 1 + turns) % heardBeat.beatsPerBar) + 1 : 0;
  heardBeat.barConfidence = features[at.bar + 3] ?? 0;
  return heardBeat;
}
