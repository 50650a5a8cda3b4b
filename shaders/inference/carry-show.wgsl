// A net's newest result brought to the present, faded in over the one before it.
// A thread computes one pixel; 8 x 8 threads a workgroup.
// Bindings: picture, the present one; results, by slot, as seen in the frame that the net saw;
// field as carry-advance.wgsl makes it; result, the picture that is shown.
// Params: current and old, slots of the newest result and the one before it, -1 for none; fade, share
// of the newest; standIn, 1 when the picture itself stands in for a result that is not there, 0 for
// black.
// @import params
// @import field
@group(1) @binding(0) var picture: texture_2d<f32>;
@group(1) @binding(1) var results: texture_2d_array<f32>;
@group(1) @binding(2) var linearClamp: sampler;
@group(1) @binding(3) var field: texture_2d_array<f32>; // @unfilterable
@group(1) @binding(4) var result: texture_storage_2d<rgba16float, write>;

fn carried(slot: f32, uv: vec2f) -> vec3f {
  if (slot < 0.0) {
    return params.standIn * textureSampleLevel(picture, linearClamp, uv, 0.0).rgb;
  }
  let layer = u32(slot);
  let moved = fieldAt(field, uv, layer);
  return mix(
    textureSampleLevel(results, linearClamp, uv, layer, 0.0).rgb,
    textureSampleLevel(results, linearClamp, uv - moved.rg, layer, 0.0).rgb,
    moved.b,
  );
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(result);
  if (any(id.xy >= size)) {
    return;
  }
  let uv = (vec2f(id.xy) + 0.5) / vec2f(size);
  var colour = carried(params.current, uv);
  if (params.fade < 1.0) {
    colour = mix(carried(params.old, uv), colour, params.fade);
  }
  textureStore(result, id.xy, vec4f(colour, 1.0));
}
