// The right side of the pressure equation: how much more leaves a cell than enters it, less what
// is meant to well up there.
// A thread computes one cell; 8 x 8 threads a workgroup.
// Bindings: grid; velocity on faces, (width + 1) x (height + 1); force, w the wanted divergence a
// second; rhs [height, width], divergence times the square of the cell's side.
// @import fluid-grid
@group(1) @binding(1) var velocity: texture_2d<f32>;
@group(1) @binding(2) var force: texture_2d<f32>;
@group(1) @binding(3) var<storage, read_write> rhs: array<f32>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let cells = vec2u(grid.cells);
  if (any(id.xy >= cells)) { return; }
  let here = textureLoad(velocity, id.xy, 0).xy;
  let right = textureLoad(velocity, id.xy + vec2u(1u, 0u), 0).x;
  let below = textureLoad(velocity, id.xy + vec2u(0u, 1u), 0).y;
  let wanted = textureLoad(force, id.xy, 0).w;
  let outflow = right - here.x + below - here.y;
  rhs[id.y * cells.x + id.x] = grid.cell * (outflow - grid.cell * wanted);
}
