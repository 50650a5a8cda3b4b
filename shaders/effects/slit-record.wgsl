// The picture as it is now, kept small and encoded in 8 bits.
// A full-screen pass: fragment (x, y) of a layer of the history. Reads the source once.

// @import frame
// @import params
// @import fullscreen
// @import slit-code

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  return vec4f(slitEncoded(textureSampleLevel(source, linearClamp, in.uv, 0.0).rgb), 1.0);
}
