// Light of the outlines at half size, for their glow.
// A full-screen pass: fragment (x, y) of the first level. Reads the source five times.

// @import frame
// @import params
// @import fullscreen
// @import neon-line

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let own = textureSampleLevel(source, linearClamp, in.uv, 0.0).rgb;
  return vec4f(neonLine(source, linearClamp, in.uv, own), 1.0);
}
