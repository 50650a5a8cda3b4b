// Outlines and their glow over the dimmed picture.
// A full-screen pass: fragment (x, y) of the target. Reads the source five times, the glow once.

// @import frame
// @import params
// @import fullscreen
// @import neon-line
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var glow: texture_2d<f32>;
@group(1) @binding(2) var linearClamp: sampler;

const GLOW_LIGHT = 1.6;

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let dry = textureLoad(source, vec2i(in.position.xy), 0).rgb;
  let line = neonLine(source, linearClamp, in.uv, dry);
  let halo = textureSampleLevel(glow, linearClamp, in.uv, 0.0).rgb * params.glow * GLOW_LIGHT;
  return wetDry(dry, dry * params.picture + line + halo, params.mix);
}
