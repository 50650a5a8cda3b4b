// From a coarse level back to the finer one: its correction is added, blended between cells.
// A thread computes one fine cell, in place; 8 x 8 threads a workgroup over the fine level.
// Bindings: level (the fine one); coarsePressure [height / 2, width / 2]; pressure, fine.
// Source: as smooth.wgsl, chapter 3; bilinear for cells (weights 9, 3, 3, 1 of 16).
// @import pressure-level
@group(1) @binding(1) var<storage, read> coarsePressure: array<f32>;
@group(1) @binding(2) var<storage, read_write> pressure: array<f32>;

// Beyond the border stands minus the cell within, as the solver has it.
fn coarseAt(x: i32, y: i32, coarse: vec2i) -> f32 {
  let inside = clamp(vec2i(x, y), vec2i(0), coarse - 1);
  let value = coarsePressure[inside.y * coarse.x + inside.x];
  let outside = (x != inside.x) != (y != inside.y);
  return select(value, -value, outside);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= level.cells)) { return; }
  let coarse = vec2i(level.cells / 2u);
  let home = vec2i(id.xy / 2u);
  let towards = vec2i(id.xy & vec2u(1u)) * 2 - 1;
  let blended = 9.0 * coarseAt(home.x, home.y, coarse)
    + 3.0 * coarseAt(home.x + towards.x, home.y, coarse)
    + 3.0 * coarseAt(home.x, home.y + towards.y, coarse)
    + coarseAt(home.x + towards.x, home.y + towards.y, coarse);
  pressure[id.y * level.cells.x + id.x] += blended / 16.0;
}
