// Carries flow from a pyramid level to the next finer one.
// A thread computes one pixel of the finer level; 8 x 8 threads a workgroup.
// Bindings: coarse and fine, the levels, for their sizes; flow [coarse height, coarse width] in
// coarse pixels; result [fine height, fine width] in fine pixels.
@group(1) @binding(0) var coarse: texture_2d<f32>;
@group(1) @binding(1) var fine: texture_2d<f32>;
@group(1) @binding(2) var<storage, read> flow: array<vec2f>;
@group(1) @binding(3) var<storage, read_write> result: array<vec2f>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(fine);
  if (any(id.xy >= size)) {
    return;
  }
  let origin = textureDimensions(coarse);
  let scale = vec2f(size) / vec2f(origin);
  let at = clamp((vec2f(id.xy) + 0.5) / scale - 0.5, vec2f(0.0), vec2f(origin) - 1.0);
  let low = vec2u(at);
  let high = min(low + 1u, origin - 1u);
  let part = fract(at);
  let top = mix(flow[low.y * origin.x + low.x], flow[low.y * origin.x + high.x], part.x);
  let bottom = mix(flow[high.y * origin.x + low.x], flow[high.y * origin.x + high.x], part.x);
  result[id.y * size.x + id.x] = mix(top, bottom, part.y) * scale;
}
