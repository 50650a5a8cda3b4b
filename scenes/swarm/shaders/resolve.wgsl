// From the canvas of whole numbers to light, with the trail of the frames before; empties the
// canvas for the next frame.
// A thread computes one pixel of the canvas; 8 x 8 threads a workgroup.
// Bindings: score; canvas [height, width, 3]; before and result, the trail: rgb light.
// @import params
// @import noise
// @import swarm-score
@group(1) @binding(1) var<storage, read_write> canvas: array<u32>;
@group(1) @binding(2) var before: texture_2d<f32>;
@group(1) @binding(3) var result: texture_storage_2d<rgba16float, write>;

// As in splat.wgsl.
const UNITS = 8192.0;
const BRIGHTEST = 60.0;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2u(score.canvas);
  if (any(id.xy >= size)) { return; }
  let first = (id.y * size.x + id.x) * 3u;
  let fresh = vec3f(
    f32(canvas[first]), f32(canvas[first + 1u]), f32(canvas[first + 2u])) / UNITS;
  canvas[first] = 0u;
  canvas[first + 1u] = 0u;
  canvas[first + 2u] = 0u;
  // A mean over time, so that a long trail is not a brighter one.
  let keep = exp(-score.step / params.trail);
  let old = textureLoad(before, id.xy, 0).rgb;
  let trail = mix(min(fresh, vec3f(BRIGHTEST)), old, keep);
  textureStore(result, id.xy, vec4f(trail, 1.0));
}
