// What the music asks of the swarm in this frame, and the sizes it is made of. Mirrors
// scenes/swarm/score.ts. Lengths are in shorter sides of the picture, 0 in its middle, x to the
// right, y down, z away from the eye.
const WAVES = 4;
struct Score {
  aspect: vec2f,      // width and height of the picture
  canvas: vec2f,      // pixels on which light is added up
  count: f32,         // lights
  discs: f32,         // of them, the first, that are near and drawn as discs too
  step: f32,          // seconds
  hold: f32,          // how firmly lights are drawn to their places, 0..1
  shares: vec3f,      // lights that are strings, orbits and stream; the others are the portrait
  burst: f32,         // push outwards at the drop, 1 falling fast
  waves: array<vec4f, WAVES>,  // rings that run outwards: middle x, y, radius, strength
  yaw: f32,           // turn of the view, radians
  pitch: f32,
  dolly: f32,         // how much nearer the eye has come
  energy: f32,        // fullness of the music, 0..1
  accent: f32,        // how far the colours have gone over to the answer, 0..1
  pulse: f32,         // kick, rounded off
  spark: f32,         // hat, falling
  sparkGroup: f32,    // which lights answer it: a whole number that changes with each
  scatter: f32,       // 1 right after the drop, 0 when all may gather again
  exposure: f32,
  waveform: f32,      // level of the strings' movement
  unused: f32,
}
@group(1) @binding(0) var<uniform> score: Score;

// Where a place lies in the picture.
fn uvOf(place: vec2f) -> vec2f {
  return place / score.aspect + 0.5;
}

fn placeOf(uv: vec2f) -> vec2f {
  return (uv - 0.5) * score.aspect;
}

// Three fixed numbers of a light, in [0, 1).
fn natureOf(index: u32) -> vec3f {
  return hash3(vec3i(i32(index), 7, i32(params.seed * 65521.0)));
}

const FOCAL = 1.7;

// A point in space on the picture plane: x, y, and in z its distance behind the plane.
fn project(point: vec3f) -> vec3f {
  let cy = cos(score.yaw);
  let sy = sin(score.yaw);
  let cp = cos(score.pitch);
  let sp = sin(score.pitch);
  let turned = vec3f(cy * point.x + sy * point.z, point.y, cy * point.z - sy * point.x);
  let tilted = vec3f(turned.x, cp * turned.y - sp * turned.z, cp * turned.z + sp * turned.y);
  let distance = max(FOCAL + tilted.z - score.dolly, 0.25);
  return vec3f(tilted.xy * FOCAL / distance, tilted.z);
}
