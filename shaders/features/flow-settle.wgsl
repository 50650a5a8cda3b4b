// Judges the flow between two images and smooths it in time.
// A thread computes one pixel; 8 x 8 threads a workgroup.
// Bindings: previous and current, the finest pyramid levels; flow in pixels and tensor
// [height, width]; clock as flow-clock.wgsl makes it; before, what this shader made for the last
// pair; activity as flow-activity.wgsl makes it; lamp as flow-lamp.wgsl
// makes it; result: r, g flow in pixels, b confidence 0..1,
// a 1 (0 after a restart).
// @import params
@group(1) @binding(0) var previous: texture_2d<f32>;
@group(1) @binding(1) var current: texture_2d<f32>;
@group(1) @binding(2) var linearClamp: sampler;
@group(1) @binding(3) var<storage, read> flow: array<vec2f>;
@group(1) @binding(4) var<storage, read> tensor: array<vec4f>;
@group(1) @binding(5) var<storage, read> clock: vec4f;
@group(1) @binding(6) var before: texture_2d<f32>;
@group(1) @binding(7) var activity: texture_2d<f32>;
@group(1) @binding(8) var<storage, read> lamp: f32;
@group(1) @binding(9) var result: texture_storage_2d<rgba16float, write>;

// Structure at which half of the confidence is reached.
const HALF_STRUCTURE = 0.25;
// Difference of luma after the warp at which the confidence has fallen to 1/e.
const MISMATCH = 0.09;
// Least share of the new flow, and the step in pixels at which it is taken whole.
const LEAST_NEW = 0.55;
const WHOLE_STEP = 1.2;
// Flow below the first is noise, above the second it is not; pixels.
const QUIET = vec2f(0.04, 0.16);

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(result);
  if (any(id.xy >= size)) {
    return;
  }
  if (params.restart > 0.5) {
    textureStore(result, id.xy, vec4f(0.0));
    return;
  }
  if (clock.x < 0.5) {
    textureStore(result, id.xy, textureLoad(before, id.xy, 0));
    return;
  }
  let index = id.y * size.x + id.x;
  let found = flow[index];
  let origin = (vec2f(id.xy) + 0.5 - found) / vec2f(size);
  let inside = all(origin >= vec2f(0.0)) && all(origin <= vec2f(1.0));
  let was = textureSampleLevel(previous, linearClamp, origin, 0.0).r;
  let mismatch = (textureLoad(current, id.xy, 0).r - was - lamp) / MISMATCH;
  let structure = tensor[index].x + tensor[index].z;
  let confidence = select(0.0, 1.0, inside) * exp(-mismatch * mismatch)
    * structure / (structure + HALF_STRUCTURE);

  let matched = exp(-mismatch * mismatch);
  let here = (vec2f(id.xy) + 0.5) / vec2f(size);
  let busy = textureSampleLevel(activity, linearClamp, here, 0.0).r;
  let moving = found * busy * smoothstep(QUIET.x, QUIET.y, length(found)) * mix(0.25, 1.0, matched);
  // What is here now was there before: its flow is compared with its own.
  let old = textureSampleLevel(before, linearClamp, origin, 0.0);
  let share = min(1.0, LEAST_NEW + length(moving - old.rg) / WHOLE_STEP);
  let kept = select(share, 1.0, old.a < 0.5);
  textureStore(result, id.xy, vec4f(mix(old.rg, moving, kept), mix(old.b, confidence, kept), 1.0));
}
