// Lays a level of the glow over the next larger one.
// A full-screen pass over the larger level, blended by alpha. Reads four times.

// @import frame
// @import params
// @import fullscreen
// @import tent

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;

const REACH = 0.6;

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  return vec4f(tent(source, linearClamp, in.uv), REACH);
}
