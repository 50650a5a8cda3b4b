// Colour ramps from dark to light, numbered as in engine/effects/passes/ramps.ts: five
// sRGB-encoded stops each.

// @import colour

const RAMP_STOPS = 5;
const RAMPS = array<vec3f, 50>(
  // grey
  vec3f(0.000, 0.000, 0.000),
  vec3f(0.251, 0.251, 0.251),
  vec3f(0.502, 0.502, 0.502),
  vec3f(0.753, 0.753, 0.753),
  vec3f(1.000, 1.000, 1.000),
  // amber
  vec3f(0.020, 0.008, 0.000),
  vec3f(0.227, 0.086, 0.000),
  vec3f(0.639, 0.278, 0.000),
  vec3f(1.000, 0.604, 0.122),
  vec3f(1.000, 0.914, 0.722),
  // handheld
  vec3f(0.027, 0.129, 0.051),
  vec3f(0.059, 0.220, 0.059),
  vec3f(0.188, 0.384, 0.188),
  vec3f(0.545, 0.675, 0.059),
  vec3f(0.812, 0.890, 0.353),
  // magenta and cyan
  vec3f(0.000, 0.000, 0.000),
  vec3f(0.667, 0.000, 0.667),
  vec3f(1.000, 0.333, 1.000),
  vec3f(0.333, 1.000, 1.000),
  vec3f(1.000, 1.000, 1.000),
  // sunset
  vec3f(0.043, 0.024, 0.188),
  vec3f(0.357, 0.102, 0.431),
  vec3f(0.831, 0.196, 0.361),
  vec3f(1.000, 0.541, 0.235),
  vec3f(1.000, 0.902, 0.627),
  // ice
  vec3f(0.008, 0.024, 0.090),
  vec3f(0.043, 0.173, 0.369),
  vec3f(0.122, 0.498, 0.722),
  vec3f(0.498, 0.847, 0.918),
  vec3f(0.957, 1.000, 1.000),
  // ember
  vec3f(0.039, 0.000, 0.000),
  vec3f(0.353, 0.031, 0.031),
  vec3f(0.784, 0.125, 0.047),
  vec3f(1.000, 0.478, 0.094),
  vec3f(1.000, 0.941, 0.753),
  // orchid
  vec3f(0.031, 0.016, 0.059),
  vec3f(0.231, 0.078, 0.376),
  vec3f(0.635, 0.173, 0.612),
  vec3f(1.000, 0.435, 0.690),
  vec3f(1.000, 0.890, 0.933),
  // forest
  vec3f(0.012, 0.071, 0.039),
  vec3f(0.067, 0.251, 0.196),
  vec3f(0.235, 0.541, 0.290),
  vec3f(0.698, 0.824, 0.388),
  vec3f(0.984, 0.965, 0.784),
  // vapour
  vec3f(0.086, 0.031, 0.227),
  vec3f(0.353, 0.165, 0.816),
  vec3f(0.941, 0.271, 0.784),
  vec3f(0.345, 0.878, 0.941),
  vec3f(1.000, 0.969, 0.816),
);

// Encoded colour at t = 0 (dark) .. 1 (light).
fn rampEncoded(ramp: i32, t: f32) -> vec3f {
  let place = clamp(t, 0.0, 1.0) * f32(RAMP_STOPS - 1);
  let stop = min(i32(place), RAMP_STOPS - 2);
  let first = ramp * RAMP_STOPS + stop;
  return mix(RAMPS[first], RAMPS[first + 1], place - f32(stop));
}

// The same in linear light.
fn rampColour(ramp: i32, t: f32) -> vec3f {
  return srgbToLinear(rampEncoded(ramp, t));
}
