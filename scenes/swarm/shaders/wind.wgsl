// The wind that carries the lights: two layers of flow without sources, slow and large, with a
// faster, finer one in it.
// A thread computes one cell; 8 x 8 threads a workgroup.
// Bindings: score; result x, y velocity of the near layer, z, w of the far one.
// Source: curl noise, see shaders/lib/noise.wgsl.
// @import frame
// @import params
// @import noise
// @import swarm-score
@group(1) @binding(1) var result: texture_storage_2d<rgba16float, write>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(result);
  if (any(id.xy >= size)) { return; }
  let place = placeOf((vec2f(id.xy) + 0.5) / vec2f(size));
  let seed = params.seed * 97.0;
  let time = frame.time;
  let slow = curlNoise(vec3f(place * 1.6 + seed, time * 0.07));
  let fine = curlNoise(vec3f(place * 4.5 - seed, time * 0.23 + 31.0));
  let far = slow.yx * vec2f(-0.6, 0.6) + 0.25 * fine;
  let near = slow + fine * (0.35 + 0.4 * frame.mid);
  textureStore(result, id.xy, vec4f(near, far));
}
