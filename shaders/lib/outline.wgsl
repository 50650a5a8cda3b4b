// Outlines of a picture by the change of its tones over a few pixels.

// @import params
// @import tone

// Stroke width 1 is one pixel of a picture of 1080 rows; smaller pictures get no finer than theirs.
const OUTLINE_ROWS = 1080.0;

fn outlineTones(picture: texture_2d<f32>, filtered: sampler, uv: vec2f) -> vec3f {
  return quickTonesOf(textureSampleLevel(picture, filtered, uv, 0.0).rgb);
}

// Gradient of tones around a place: (across, down), the strongest of the three colours.
// Source: L. Roberts, "Machine perception of three-dimensional solids" (1963), the 2 x 2 cross,
// turned upright.
fn outlineAt(picture: texture_2d<f32>, filtered: sampler, uv: vec2f, stroke: f32) -> vec2f {
  let reach = max(stroke * params.size.y / OUTLINE_ROWS, 0.7) / params.size;
  let a = outlineTones(picture, filtered, uv - reach);
  let b = outlineTones(picture, filtered, uv + vec2f(reach.x, -reach.y));
  let c = outlineTones(picture, filtered, uv + vec2f(-reach.x, reach.y));
  let d = outlineTones(picture, filtered, uv + reach);
  let across = (b + d) - (a + c);
  let down = (c + d) - (a + b);
  let strength = across * across + down * down;
  if (strength.r >= max(strength.g, strength.b)) { return vec2f(across.r, down.r); }
  if (strength.g >= strength.b) { return vec2f(across.g, down.g); }
  return vec2f(across.b, down.b);
}
