// Slow noise over the picture that life and colour follow, on a coarse grid.
// A thread computes one cell; 8 x 8 threads a workgroup.
// Bindings: climate r where life is good, g bend of its grain, b region of colour, a swell of the
// ground; each about -1..1.
// @import frame
// @import params
// @import noise
@group(1) @binding(0) var climate: texture_storage_2d<rgba16float, write>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(climate);
  if (any(id.xy >= size)) {
    return;
  }
  let aspect = params.size.x / params.size.y;
  let p = ((vec2f(id.xy) + 0.5) / vec2f(size) - 0.5) * vec2f(aspect, 1.0);
  let home = 60.0 * params.seed;
  let t = frame.time;
  textureStore(climate, id.xy, vec4f(
    gradientNoise(vec3f(p * 1.7, t * 0.04 + home)),
    gradientNoise(vec3f(p * 1.1 + 7.0, t * 0.03 - home)),
    gradientNoise(vec3f(p * 1.2 + 19.0, t * 0.03 + home)),
    gradientNoise(vec3f(p * 2.1 - 11.0, t * 0.05 - home)),
  ));
}
