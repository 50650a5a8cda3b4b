// Whether anything changed around a place between two images: where nothing did, nothing moved,
// and what the solver found there is noise.
// A thread computes one pixel of a coarse level, on which noise is averaged out; 8 x 8 threads a
// workgroup.
// Bindings: previous and current, pyramid levels; lamp as flow-lamp.wgsl makes it; result, r activity 0..1.
@group(1) @binding(0) var previous: texture_2d<f32>;
@group(1) @binding(1) var current: texture_2d<f32>;
@group(1) @binding(2) var<storage, read> lamp: f32;
@group(1) @binding(3) var result: texture_storage_2d<rgba16float, write>;

// Changes of luma (root mean square of 5 x 5) that are noise, and that are not.
const QUIET = 0.0045;
const BUSY = 0.012;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(result);
  if (any(id.xy >= size)) {
    return;
  }
  let last = vec2i(size) - 1;
  var sum = 0.0;
  for (var y = -2; y <= 2; y++) {
    for (var x = -2; x <= 2; x++) {
      let at = clamp(vec2i(id.xy) + vec2i(x, y), vec2i(0), last);
      let change = textureLoad(current, at, 0).r - textureLoad(previous, at, 0).r - lamp;
      sum += change * change;
    }
  }
  let activity = smoothstep(QUIET, BUSY, sqrt(sum / 25.0));
  textureStore(result, id.xy, vec4f(activity, 0.0, 0.0, 0.0));
}
