// Keeps up where what is seen now was in the frame that a net saw: the flow of every frame since is
// put end to end, so that a result is sampled but once however late it is.
// A thread computes a pixel of a slot; 8 x 8 threads a workgroup, the slots in depth.
// Bindings: step, flow since the frame before (r, g, uv units); luma, the present picture's (r);
// seen, luma of the frame that the slot's net saw; before and after, by slot: r, g displacement
// since that frame in uv units, b trust 0..1.
// Params: mode0 to mode2, by slot: 0 idle, 1 starts with this frame, 2 goes on unseen, 3 is shown.
// @import params
// @import field
@group(1) @binding(0) var step: texture_2d<f32>;
@group(1) @binding(1) var luma: texture_2d<f32>;
@group(1) @binding(2) var seen: texture_2d_array<f32>;
@group(1) @binding(3) var linearClamp: sampler;
@group(1) @binding(4) var before: texture_2d_array<f32>; // @unfilterable
@group(1) @binding(5) var after: texture_storage_2d_array<rgba32float, write>;

// Pixels of luma between the places that are compared.
const SPACING = 2.0;
// How much worse than standing still the carried picture may explain the present: from the first on
// it is given up more and more, at the second wholly.
const WORSE = vec2f(0.15, 0.5);
// Difference of luma that is noise.
const NOISE = 0.02;
// Share of what is found anew in the trust.
const RENEWAL = 0.5;

// How much better the picture that stands still explains the present than the carried one does, -1
// to 1, brightness apart: by the mean absolute difference of luma of 3 x 3 places, less its mean.
fn excess(here: vec2f, moved: vec2f, slot: u32) -> f32 {
  let spacing = SPACING / vec2f(textureDimensions(luma));
  var carried = array<f32, 9>();
  var still = array<f32, 9>();
  var means = vec2f(0.0);
  for (var i = 0; i < 9; i++) {
    let place = here + spacing * vec2f(vec2i(i % 3, i / 3) - 1);
    let now = textureSampleLevel(luma, linearClamp, place, 0.0).r;
    carried[i] = textureSampleLevel(seen, linearClamp, place - moved, slot, 0.0).r - now;
    still[i] = textureSampleLevel(seen, linearClamp, place, slot, 0.0).r - now;
    means += vec2f(carried[i], still[i]) / 9.0;
  }
  var errors = vec2f(0.0);
  for (var i = 0; i < 9; i++) {
    errors += abs(vec2f(carried[i], still[i]) - means) / 9.0;
  }
  return (errors.x - errors.y) / (errors.x + errors.y + NOISE);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(step);
  if (any(id.xy >= size)) {
    return;
  }
  let slot = id.z;
  let mode = select(select(params.mode2, params.mode1, slot == 1u), params.mode0, slot == 0u);
  if (mode < 0.5) {
    return;
  }
  if (mode < 1.5) {
    textureStore(after, id.xy, slot, vec4f(0.0, 0.0, 1.0, 0.0));
    return;
  }
  let here = (vec2f(id.xy) + 0.5) / vec2f(size);
  let stepped = textureLoad(step, id.xy, 0).rg;
  let earlier = fieldAt(before, here - stepped, slot);
  let moved = stepped + earlier.rg;
  var trust = earlier.b;
  if (mode > 2.5) {
    let found = 1.0 - smoothstep(WORSE.x, WORSE.y, excess(here, moved, slot));
    trust = mix(trust, found, RENEWAL);
  }
  textureStore(after, id.xy, slot, vec4f(moved, trust, 0.0));
}
