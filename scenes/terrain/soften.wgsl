// A smaller, softer copy of a picture, for the glow of lights.
// A full-screen pass of the smaller picture.
// @import params
// @import fullscreen
// @import soften
@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  return soften(source, linearClamp, in.uv);
}
