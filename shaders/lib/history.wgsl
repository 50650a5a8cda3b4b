// The sound of past frames, out of the input `history`. Mirrors engine/session/levels.ts.
// Needs `frame`.

const HISTORY_ROWS = 256;
const HISTORY_RMS = 0;
const HISTORY_LOW = 1;
const HISTORY_MID = 2;
const HISTORY_HIGH = 3;
const HISTORY_ONSET_STRENGTH = 4;
const HISTORY_ONSET = 5;
const HISTORY_LOW_ONSET = 6;
const HISTORY_HIGH_ONSET = 7;
const HISTORY_MID_ONSET = 8;
const HISTORY_LOUDNESS = 9;
const HISTORY_BRIGHTNESS = 10;
const HISTORY_BEAT_CONFIDENCE = 11;
const HISTORY_NOVELTY = 12;
const HISTORY_DROP = 13;
const HISTORY_BREAKDOWN = 14;
const HISTORY_CHORD_ROOT = 15;   // 0 (C) to 11/12 (B), -1 without a chord
const HISTORY_CHROMA = 16;       // twelve pitch classes from C

// Row of a frame so many frames ago, in `history`, `spectrogram` and `constant-q` alike.
fn rowAgo(frames: i32) -> i32 {
  return (i32(frame.spectrogramRow) - frames + 2 * HISTORY_ROWS) % HISTORY_ROWS;
}

// A number of the sound so many frames ago, up to 255.
fn heardAgo(history: texture_2d<f32>, column: i32, frames: i32) -> f32 {
  return textureLoad(history, vec2i(column, rowAgo(frames)), 0).r;
}
