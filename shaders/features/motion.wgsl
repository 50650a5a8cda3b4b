// Motion: how much the picture changes here, above its own noise, falling off smoothly.
// A thread computes one pixel; 8 x 8 threads a workgroup.
// Bindings: luma (r now, g before, b and a gradient); before, the result as it was (same size);
// result r motion 0..1, g edge strength 0..1, b noise floor (running mean of small changes),
// a the change of this picture alone, above the noise.
// @import frame
// @import params
@group(1) @binding(0) var luma: texture_2d<f32>;
@group(1) @binding(1) var before: texture_2d<f32>;
@group(1) @binding(2) var result: texture_storage_2d<rgba16float, write>;

// Seconds until a change has fallen to 1/e.
const DECAY = 0.3;
// Seconds over which the noise of a pixel is learnt.
const NOISE_MEMORY = 1.5;
// A change above this is movement and teaches nothing of the noise.
const LARGEST_NOISE = 0.06;
// The floor stands this far above the mean of the noise.
const FLOOR_ABOVE_NOISE = 2.5;
const LOWEST_FLOOR = 0.008;
// Changes of luma from here on count as full motion.
const FULL_CHANGE = 0.16;
const FULL_EDGE = 0.16;

// Mean change of 3 x 3 pixels, weighted 1 2 1: noise of single pixels cancels, bodies do not.
fn changeAt(at: vec2i, last: vec2i) -> f32 {
  var sum = 0.0;
  for (var y = -1; y <= 1; y++) {
    for (var x = -1; x <= 1; x++) {
      let values = textureLoad(luma, clamp(at + vec2i(x, y), vec2i(0), last), 0);
      sum += f32((2 - abs(x)) * (2 - abs(y))) * abs(values.r - values.g);
    }
  }
  return sum / 16.0;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(result);
  if (any(id.xy >= size)) {
    return;
  }
  let old = textureLoad(before, id.xy, 0);
  let decayed = old.r * exp(-frame.delta / DECAY);
  if (params.fresh < 0.5) {
    textureStore(result, id.xy, vec4f(decayed, old.gba));
    return;
  }
  let change = changeAt(vec2i(id.xy), vec2i(size) - 1);
  let learnt = mix(old.b, min(change, LARGEST_NOISE), 1.0 - exp(-frame.delta / NOISE_MEMORY));
  let noise = select(learnt, 0.0, params.restart > 0.5);
  let above = change - max(LOWEST_FLOOR, FLOOR_ABOVE_NOISE * min(noise, 0.5 * LARGEST_NOISE));
  let moved = clamp(above / FULL_CHANGE, 0.0, 1.0);
  let motion = select(max(moved, decayed), 0.0, params.restart > 0.5);
  let edge = smoothstep(0.02, FULL_EDGE, length(textureLoad(luma, id.xy, 0).ba) * 2.0);
  textureStore(result, id.xy, vec4f(motion, edge, noise, moved));
}
