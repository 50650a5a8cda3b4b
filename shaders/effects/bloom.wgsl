// Adds the glow to the picture; a sound makes it swell.
// A full-screen pass: fragment (x, y) of the target. Reads the source and the glow once.

// @import frame
// @import params
// @import fullscreen
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var glow: texture_2d<f32>;
@group(1) @binding(2) var linearClamp: sampler;

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let dry = textureLoad(source, vec2i(in.position.xy), 0).rgb;
  let swell = params.amount * (1.0 + 2.0 * params.pulse * frame.onset);
  let wet = dry + textureSampleLevel(glow, linearClamp, in.uv, 0.0).rgb * swell;
  return wetDry(dry, wet, params.mix);
}
