// Takes the slope of the pressure off the velocity, which leaves it without divergence.
// A thread computes one texel of the result (the left and the upper face of a cell); 8 x 8
// threads a workgroup.
// Bindings: grid; velocity on faces, (width + 1) x (height + 1); pressure [height, width]; result
// like velocity.
// Source: J. Stam, "Stable Fluids" (1999), section 2.1 (Helmholtz-Hodge decomposition).
// @import fluid-grid
@group(1) @binding(1) var velocity: texture_2d<f32>;
@group(1) @binding(2) var<storage, read> pressure: array<f32>;
@group(1) @binding(3) var result: texture_storage_2d<rgba16float, write>;

// Pressure of a cell; beyond the border minus that of the cell within.
fn pressureAt(at: vec2i) -> f32 {
  let cells = vec2i(grid.cells);
  let inside = clamp(at, vec2i(0), cells - 1);
  let value = pressure[inside.y * cells.x + inside.x];
  return select(value, -value, any(at != inside));
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= textureDimensions(result))) { return; }
  let at = vec2i(id.xy);
  let cells = vec2i(grid.cells);
  let before = textureLoad(velocity, at, 0);
  let here = pressureAt(at);
  var slope = vec2f(here - pressureAt(at - vec2i(1, 0)), here - pressureAt(at - vec2i(0, 1)));
  // The last row has no left faces and the last column no upper ones.
  slope = select(slope, vec2f(0.0), at.yx >= cells.yx);
  textureStore(result, at, vec4f(before.xy - slope / grid.cell, before.zw));
}
