// What the music asks of the water in this frame. Mirrors scenes/fluid/score.ts.
struct Stroke {
  place: vec2f,     // middle, in shorter sides from the middle of the picture
  radius: f32,
  heat: f32,        // a second
  push: vec2f,      // acceleration, shorter sides a second a second
  swell: f32,       // divergence a second: water that wells up and makes a ring
  ink: f32,         // density a second
  tone: f32,        // kind of the ink, as in fluid-ink.wgsl
  accent: f32,
  hollow: f32,      // 0 a blot, 1 a ring of the radius
  glow: f32,
}
const STROKES = 12;
const GYRES = 4;
struct Score {
  strokes: array<Stroke, STROKES>,
  gyres: array<vec4f, GYRES>,   // x, y, circulation (sign turns it), radius
  shapes: vec4f,                // shares of floor, ring, sides and spine, where the bands burn
  light: vec3f,                 // direction towards the key light; x right, y down, z to the eye
  energy: f32,                  // fullness of the music, 0..1
  drop: f32,                    // 1 at a drop, falling
  accent: f32,                  // how far the room is in the answering colour, 0..1
  pulse: f32,                   // kick, rounded off
  unused: f32,
}
@group(1) @binding(1) var<uniform> score: Score;
