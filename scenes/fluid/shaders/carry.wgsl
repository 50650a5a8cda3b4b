// Ink carried along by the water: the first, blurring half of MacCormack's method.
// A thread computes one texel of ink; 8 x 8 threads a workgroup.
// Bindings: grid; centre (velocity in the middle of cells); ink (fluid-ink.wgsl) over the whole
// grid, any size; result of ink's size.
// Source: A. Selle et al., "An Unconditionally Stable MacCormack Method" (2008).
// @import fluid-grid
@group(1) @binding(1) var centre: texture_2d<f32>;
@group(1) @binding(2) var ink: texture_2d<f32>;
@group(1) @binding(3) var result: texture_storage_2d<rgba16float, write>;
@group(1) @binding(4) var linearClamp: sampler;

fn flowAt(uv: vec2f) -> vec2f {
  return textureSampleLevel(centre, linearClamp, uv, 0.0).xy;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(result);
  if (any(id.xy >= size)) { return; }
  let uv = (vec2f(id.xy) + 0.5) / vec2f(size);
  let scale = grid.step / (grid.cell * grid.cells);
  let midway = uv - 0.5 * scale * flowAt(uv);
  let origin = uv - scale * flowAt(midway);
  textureStore(result, id.xy, textureSampleLevel(ink, linearClamp, origin, 0.0));
}
