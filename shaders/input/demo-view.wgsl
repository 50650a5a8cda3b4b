// What the shaders of the demo source share: the camera, the tiles, and rays that pass bones.
// Needs `params` and `pose`.

const BONES = 22u;
const SKIRT = 20u;
// Place of the head's axes in the pose, behind the bones.
const HEAD = 44;
// Pixels a side of a tile.
const TILE = 8.0;
// Half of the picture's height at one metre.
const ZOOM = 0.262;

fn tileGrid() -> vec2u {
  return vec2u(ceil(params.size / TILE));
}

// Width of a pixel at one metre.
fn pixelWidth() -> f32 {
  return 2.0 * ZOOM / params.size.y;
}

// Unit direction of the camera's ray through a place of the picture.
fn viewDirection(uv: vec2f) -> vec3f {
  let at = (uv - 0.5) * vec2f(2.0 * params.size.x / params.size.y, -2.0) * ZOOM;
  let forward = normalize(pose[HEAD + 3].xyz - pose[HEAD + 2].xyz);
  let right = normalize(cross(forward, vec3f(0.0, 1.0, 0.0)));
  return normalize(forward + at.x * right + at.y * cross(right, forward));
}

struct Nearest {
  // Place on the ray.
  t: f32,
  // Place on the bone, 0..1.
  h: f32,
  distance: f32,
}

// Where a ray (unit direction, from 0 on) passes a segment.
fn nearest(origin: vec3f, direction: vec3f, a: vec3f, b: vec3f) -> Nearest {
  let ba = b - a;
  let oa = origin - a;
  let across = dot(ba, direction);
  let along = dot(direction, oa);
  let bend = max(dot(ba, ba) - across * across, 1e-6);
  let h = clamp((dot(ba, oa) - along * across) / bend, 0.0, 1.0);
  let t = max(0.0, h * across - along);
  return Nearest(t, h, length(oa + t * direction - h * ba));
}
