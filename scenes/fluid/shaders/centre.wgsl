// Velocity in the middle of cells, with heat and vorticity: what everything else samples.
// A thread computes one cell; 8 x 8 threads a workgroup.
// Bindings: grid; velocity on faces, (width + 1) x (height + 1); result x, y velocity, z heat,
// w vorticity a second (positive turns from x towards y, clockwise on the screen).
// @import fluid-grid
@group(1) @binding(1) var velocity: texture_2d<f32>;
@group(1) @binding(2) var result: texture_storage_2d<rgba16float, write>;

fn middle(at: vec2i) -> vec3f {
  let inside = clamp(at, vec2i(0), vec2i(grid.cells) - 1);
  let here = textureLoad(velocity, inside, 0);
  let right = textureLoad(velocity, inside + vec2i(1, 0), 0).x;
  let below = textureLoad(velocity, inside + vec2i(0, 1), 0).y;
  return vec3f(0.5 * (here.x + right), 0.5 * (here.y + below), here.z);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = vec2i(id.xy);
  if (any(at >= vec2i(grid.cells))) { return; }
  let across = middle(at + vec2i(1, 0)).y - middle(at - vec2i(1, 0)).y;
  let down = middle(at + vec2i(0, 1)).x - middle(at - vec2i(0, 1)).x;
  textureStore(result, at, vec4f(middle(at), (across - down) / (2.0 * grid.cell)));
}
