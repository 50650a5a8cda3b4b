// The blurred picture, and the sharp one where the blur is narrow.
// A full-screen pass: fragment (x, y) of the target. Reads the source once, the blur four times.

// @import frame
// @import params
// @import fullscreen
// @import tent
// @import blur-width
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var soft: texture_2d<f32>;
@group(1) @binding(2) var linearClamp: sampler;

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let dry = textureLoad(source, vec2i(in.position.xy), 0).rgb;
  let blurred = tent(soft, linearClamp, in.uv);
  let wet = mix(dry, blurred, clamp(blurOctaves(in.uv), 0.0, 1.0));
  return wetDry(dry, wet, params.mix);
}
