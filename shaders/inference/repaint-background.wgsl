// What each place of the picture looks like when nothing stands before it, and how far it is from
// that now.
// A thread computes a pixel of the model; 8 x 8 threads a workgroup.
// Bindings: picture, linear light, any size; before, the model as it was: rgb the mean of the
// encoded colour, a the mean distance from it; model, the same now; figureBefore and figure: r how
// far the place is from the model, 0..1, smoothed in time.
// Params: learnt, seconds for which the model has learnt since it began anew; 0 begins.
// Source: C. Wren et al., "Pfinder: Real-Time Tracking of the Human Body", 1997 (one Gaussian a pixel).
// @import frame
// @import params
// @import colour
@group(1) @binding(0) var picture: texture_2d<f32>;
@group(1) @binding(1) var before: texture_2d<f32>;
@group(1) @binding(2) var figureBefore: texture_2d<f32>;
@group(1) @binding(3) var linearClamp: sampler;
@group(1) @binding(4) var model: texture_storage_2d<rgba32float, write>;
@group(1) @binding(5) var figure: texture_storage_2d<rgba16float, write>;

// Seconds in which the model learns from whatever is seen.
const LEARNING = 2.0;
// Seconds over which it follows light that changes, and things that came to stay.
const FOLLOWING = 25.0;
const STAYING = 600.0;
// Deviations, and at least a distance, within which a place is as the model has it.
const DEVIATIONS = 3.0;
const LEAST = 0.035;
const FIRST_DEVIATION = 0.02;
// Distance beyond that from which on a place is wholly another.
const FULL = 0.16;
// Seconds in which figures appear and vanish: noise of single pictures does neither.
const APPEARING = 0.06;
const VANISHING = 0.2;

fn seenAt(at: vec2i, size: vec2f) -> vec3f {
  let light = textureSampleLevel(picture, linearClamp, (vec2f(at) + 0.5) / size, 0.0).rgb;
  return linearToSrgb(clamp(light, vec3f(0.0), vec3f(1.0)));
}

fn shareIn(seconds: f32) -> f32 { return 1.0 - exp(-frame.delta / seconds); }

// How far a place is from the model, 0 to 1.
fn distanceAt(at: vec2i, size: vec2f) -> f32 {
  let known = textureLoad(before, at, 0);
  let away = distance(seenAt(at, size), known.rgb) - max(LEAST, DEVIATIONS * known.a);
  return clamp(away / FULL, 0.0, 1.0);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(model);
  if (any(id.xy >= size)) {
    return;
  }
  let at = vec2i(id.xy);
  let extent = vec2f(size);
  let seen = seenAt(at, extent);
  if (params.learnt <= 0.0) {
    textureStore(model, id.xy, vec4f(seen, FIRST_DEVIATION));
    textureStore(figure, id.xy, vec4f(0.0, 0.0, 0.0, 1.0));
    return;
  }
  // Mean of 3 x 3 places, weighted 1 2 1.
  var away = 0.0;
  for (var y = -1; y <= 1; y++) {
    for (var x = -1; x <= 1; x++) {
      let near = clamp(at + vec2i(x, y), vec2i(0), vec2i(size) - 1);
      away += f32((2 - abs(x)) * (2 - abs(y))) * distanceAt(near, extent) / 16.0;
    }
  }
  let old = textureLoad(before, at, 0);
  let learning = params.learnt < LEARNING;
  // While it learns, all that was seen counts alike: a running mean.
  let even = clamp(frame.delta / (params.learnt + frame.delta), 0.0, 1.0);
  let follow = select(shareIn(select(FOLLOWING, STAYING, away > 0.25)), even, learning);
  let mean = mix(old.rgb, seen, follow);
  let deviation = mix(old.a, distance(seen, mean), follow);
  textureStore(model, id.xy, vec4f(mean, deviation));
  let was = textureLoad(figureBefore, at, 0).r;
  let moved = mix(was, away, shareIn(select(VANISHING, APPEARING, away > was)));
  textureStore(figure, id.xy, vec4f(select(moved, 0.0, learning), 0.0, 0.0, 1.0));
}
