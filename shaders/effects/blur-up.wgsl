// Lays a level over the next larger one, as far as the blur is wide enough to need it.
// A full-screen pass over the larger level, blended by alpha. Reads four times.

// @import frame
// @import params
// @import fullscreen
// @import tent
// @import blur-width

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let octave = round(log2(params.size.y / f32(textureDimensions(source).y)));
  let share = clamp(blurOctaves(in.uv) - octave + 1.0, 0.0, 1.0);
  return vec4f(tent(source, linearClamp, in.uv), share);
}
