// The currents of the loop, on a coarse grid: curl noise of two sizes and two wandering eddies.
// A thread computes one cell; 8 x 8 threads a workgroup.
// Bindings: after rg velocity (picture heights a second), b and a slow noise, about -1..1.
// @import frame
// @import params
// @import noise
@group(1) @binding(0) var after: texture_storage_2d<rgba16float, write>;

// Velocity around a wandering point, falling off outside of its core.
fn eddy(p: vec2f, centre: vec2f, spin: f32) -> vec2f {
  let d = p - centre;
  let falloff = exp(-dot(d, d) * 7.0);
  return vec2f(-d.y, d.x) * spin * falloff;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(after);
  if (any(id.xy >= size)) {
    return;
  }
  let aspect = params.size.x / params.size.y;
  let p = ((vec2f(id.xy) + 0.5) / vec2f(size) - 0.5) * vec2f(aspect, 1.0);
  let t = frame.time;
  let home = params.seed * 40.0;
  var velocity = vec2f(0.0);
  // Loops, so that the noise is compiled once for each.
  for (var i = 0; i < 2; i++) {
    let wide = i == 0;
    let place = select(vec3f(p * 4.3 - home, t * 0.16), vec3f(p * 1.5 + home, t * 0.07), wide);
    velocity += select(0.045, 0.10, wide) * curlNoise(place);
  }
  let wide = 0.32 * max(aspect, 1.0);
  velocity += eddy(p, vec2f(wide * sin(t * 0.11 + 1.0), 0.28 * cos(t * 0.17)), 0.55);
  velocity += eddy(p, vec2f(wide * sin(t * 0.09 + 4.0), 0.3 * sin(t * 0.13)), -0.5);
  var noise = vec2f(0.0);
  for (var i = 0; i < 2; i++) {
    let isSlow = i == 0;
    noise[i] = gradientNoise(select(vec3f(p * 5.0, t * 0.2 - home), vec3f(p * 1.1, t * 0.05 + home), isSlow));
  }
  textureStore(after, id.xy, vec4f(velocity, noise));
}
