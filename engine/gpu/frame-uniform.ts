import type { AudioLevels } from '../core/audio-levels.ts';
import type { FrameTime } from '../core/frame-time.ts';
import type { MusicLevels } from '../core/music-levels.ts';

/** Floats of the `Frame` struct in `shaders/lib/frame.wgsl`. */
export const FRAME_UNIFORM_FLOATS = 37;

/** Places in it of what code on the processor reads back. */
export const FRAME_PLACES = { time: 0, delta: 1, beat: 2, rms: 8, mid: 10, lowOnset: 14 } as const;

const TIME_WRAP_SECONDS = 7200;
const BEAT_WRAP = 1024;
const BAR_WRAP = 256;
const INDEX_WRAP = 1 << 20;

/** Writes the frame's time and sound into `values`, in the order of `shaders/lib/frame.wgsl`. */
export function writeFrameUniform(
  values: Float32Array,
  time: FrameTime,
  audio: AudioLevels,
  spectrogramRow: number,
): void {
  values[0] = time.seconds % TIME_WRAP_SECONDS;
  values[1] = time.delta;
  values[2] = time.beat % BEAT_WRAP;
  values[3] = time.beatPhase;
  values[4] = time.barPhase;
  values[5] = time.bar % BAR_WRAP;
  values[6] = time.tempoBpm;
  values[7] = time.index % INDEX_WRAP;
  values[8] = audio.rms;
  values[9] = audio.low;
  values[10] = audio.mid;
  values[11] = audio.high;
  values[12] = audio.onsetStrength;
  values[13] = audio.onset;
  values[14] = audio.lowOnset;
  values[15] = audio.highOnset;
  values[16] = spectrogramRow;
  values[17] = audio.midOnset;
  values[18] = audio.loudness;
  values[19] = audio.brightness;
  values[20] = audio.beatConfidence;
  values[21] = audio.novelty;
  values[22] = audio.drop;
  values[23] = audio.breakdown;
  // Of its own music the instrument knows the chord; else the ear tells it.
  values[24] = audio.music.plays > 0 ? audio.music.chordRoot : audio.chordRoot;
  writeMusic(values, audio.music);
}

/** The instrument's own music: section, chord and what is about to come, then notes by part. */
function writeMusic(values: Float32Array, music: MusicLevels): void {
  values[25] = music.section;
  values[26] = music.tension;
  values[27] = music.leads;
  values[28] = music.dropIn;
  values[29] = music.barInPhrase;
  values[30] = music.nextChordRoot;
  values.set(music.noteOn, 31);
}
