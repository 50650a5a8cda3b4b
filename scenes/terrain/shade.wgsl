// Light on the land: its slope, the shadows of the low sun, and how open each place is.
// A thread shades one vertex; 8 x 8 threads a workgroup.
// Bindings: relief as relief.wgsl makes it; shade rg slope along x and z, b sunlight 0..1, a
// openness 0..1.
// @import params
// @import world
@group(1) @binding(0) var relief: texture_2d<f32>;
@group(1) @binding(1) var shade: texture_storage_2d<rgba16float, write>;
@group(1) @binding(2) var<uniform> world: World;

const SHADOW_STEPS = 10;
const SHADOW_REACH = 4.0;
// Height over a ray at which it is fully blocked: the sun is wide.
const PENUMBRA = 0.22;

fn heightAt(column: i32, row: i32) -> f32 {
  let at = clamp(vec2i(column, row), vec2i(0), vec2i(i32(world.columns), i32(world.rows)) - 1);
  return textureLoad(relief, at, 0).r;
}

fn columnX(column: i32) -> f32 {
  return acrossToX(f32(column) / (world.columns - 1.0) * 2.0 - 1.0);
}

// Column at x: the inverse of acrossToX by Newton's method from the middle branch.
fn columnAt(x: f32) -> i32 {
  let wanted = clamp(x / WIDTH, -1.0, 1.0);
  var a = wanted;
  for (var i = 0; i < 3; i++) {
    a -= (a * (0.42 + 0.58 * a * a) - wanted) / (0.42 + 1.74 * a * a);
  }
  return i32(round((a * 0.5 + 0.5) * (world.columns - 1.0)));
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (f32(id.x) >= world.columns || f32(id.y) >= world.rows) {
    return;
  }
  let at = vec2i(id.xy);
  let rowDepth = DEPTH / (world.rows - 1.0);
  let height = heightAt(at.x, at.y);
  let dx = columnX(min(at.x + 1, i32(world.columns) - 1)) - columnX(max(at.x - 1, 0));
  let slopeX = (heightAt(at.x + 1, at.y) - heightAt(at.x - 1, at.y)) / dx;
  let slopeZ = (heightAt(at.x, at.y + 1) - heightAt(at.x, at.y - 1)) / (2.0 * rowDepth);

  let x = columnX(at.x);
  let flat = normalize(vec2f(world.sun.x, world.sun.z));
  let rising = max(world.sun.y, 0.05) / max(length(world.sun.xz), 0.05);
  var blocked = 0.0;
  for (var i = 1; i <= SHADOW_STEPS; i++) {
    let far = SHADOW_REACH * pow(f32(i) / f32(SHADOW_STEPS), 1.5);
    let row = at.y + i32(round(flat.y * far / rowDepth));
    let over = heightAt(columnAt(x + flat.x * far), row) - height - rising * far;
    blocked = max(blocked, over);
  }
  var higher = 0.0;
  for (var i = 0; i < 8; i++) {
    let angle = f32(i) * 0.7853981634;
    let reach = select(2.0, 5.0, (i & 1) == 1);
    let offset = vec2i(round(vec2f(cos(angle), sin(angle)) * reach));
    higher += clamp(heightAt(at.x + offset.x, at.y + offset.y) - height, 0.0, 0.6);
  }
  let sunlight = 1.0 - smoothstep(0.0, PENUMBRA, blocked);
  textureStore(shade, at, vec4f(slopeX, slopeZ, sunlight, exp(-0.55 * higher)));
}
