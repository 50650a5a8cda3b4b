// How wide the blur is at a place.

// @import plane

// Octaves of the widest blur for a picture of 1080 rows; smaller pictures need fewer.
const BLUR_OCTAVES = 6.0;
const BLUR_ROWS = 1080.0;
// Half the height of the sharp band, and where the blur is full beyond it.
const BAND = 0.06;
const BAND_FADE = 0.4;

// 0 sharp, 1 one halving of the picture, 2 two, ...
fn blurOctaves(uv: vec2f) -> f32 {
  let across = turned(toPlane(uv), -params.angle * DEGREE).y - params.position;
  let away = clamp((abs(across) - BAND) / BAND_FADE, 0.0, 1.0);
  let amount = min(params.amount + 0.6 * params.kick * frame.lowOnset, 1.0);
  let octaves = max(BLUR_OCTAVES + log2(params.size.y / BLUR_ROWS), 1.0);
  return amount * octaves * mix(1.0, away, params.tilt);
}
