// Light of an outline: the picture's own colour, or a hue that leans with the outline's direction.

// @import outline
// @import colour
// @import plane

// How far the hue leans from upright to level lines.
const LEAN = 0.9;
const LINE_LIGHT = 1.35;

fn neonLine(picture: texture_2d<f32>, filtered: sampler, uv: vec2f, own: vec3f) -> vec3f {
  let gradient = outlineAt(picture, filtered, uv, params.stroke);
  let size = length(gradient) * params.strength * (1.0 + frame.onset);
  let line = smoothstep(0.22, 0.9, size);
  let lean = LEAN * abs(atan2(gradient.y, gradient.x)) / 3.14159265;
  let neon = oklch(0.78, 0.19, params.hue * DEGREE + lean);
  let brightest = max(own.r, max(own.g, max(own.b, 0.02)));
  return mix(own / brightest, neon, params.tint) * line * LINE_LIGHT;
}
