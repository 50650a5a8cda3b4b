// The world of the terrain as all its shaders see it; written by conductor.ts. Right is +x, up is
// +y, the viewer looks towards -z. One unit is about a hill.
struct World {
  viewProjection: mat4x4f,
  mirrorProjection: mat4x4f, // of the world upside down in the water
  eye: vec3f,
  water: f32,      // level
  right: vec3f,    // half the picture's width at distance 1
  scroll: f32,     // rows that have flowed since the newest was recorded, 0..1
  up: vec3f,       // half the picture's height at distance 1
  dt: f32,         // seconds
  forward: vec3f,
  drop: f32,       // 0..1
  sun: vec3f,      // direction
  loudness: f32,   // 0..1, slow
  columns: f32,
  rows: f32,
  newest: u32,     // number of the newest row, counted from the start
  due: u32,        // rows to record in this frame
  filling: f32,    // 1 in the first frame: the land before any sound
  home: f32,       // place in the noise
  wind: f32,       // how far the air has moved
  swell: f32,      // bass, 0..1, slow
  canvas: vec2f,   // pixels of the picture before it is developed
}

// Reach of the land to either side and into the distance.
const WIDTH = 15.0;
const DEPTH = 17.0;

// x of a column, from -1 to 1 across: finer in the middle, where the viewer stands.
fn acrossToX(across: f32) -> f32 {
  return WIDTH * across * (0.42 + 0.58 * across * across);
}

// Direction of the ray through a place of the picture.
fn rayAt(uv: vec2f, world: World) -> vec3f {
  let screen = vec2f(uv.x * 2.0 - 1.0, 1.0 - uv.y * 2.0);
  return normalize(world.forward + world.right * screen.x + world.up * screen.y);
}
