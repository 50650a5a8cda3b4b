// The share of the finished effect in the picture.
// A full-screen pass: fragment (x, y) of the target. Reads the source and the effect once.

// @import frame
// @import params
// @import fullscreen
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var wet: texture_2d<f32>;

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let pixel = vec2i(in.position.xy);
  return wetDry(textureLoad(source, pixel, 0).rgb, textureLoad(wet, pixel, 0).rgb, params.mix);
}
