// The picture's tones as a ramp of colours, which can wander and repeat.
// A full-screen pass: fragment (x, y) of the target. Reads the source once.

// @import frame
// @import params
// @import fullscreen
// @import tone
// @import ramps
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;

// There and back along the ramp, so that a repeat shows no seam.
fn thereAndBack(x: f32) -> f32 {
  return 1.0 - abs(fract(x * 0.5) * 2.0 - 1.0);
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let dry = textureLoad(source, vec2i(in.position.xy), 0).rgb;
  let tone = clamp((toneOf(luminance(dry)) - 0.5) * params.contrast + 0.5, 0.0, 1.0);
  let place = thereAndBack(tone * params.repeats + 2.0 * params.wandered);
  let ramp = rampColour(i32(params.colours + 0.5), place);
  // Light beyond white keeps shining.
  let peak = max(luminance(dry), 1.0);
  let tinted = dry + 0.35 * (ramp - vec3f(luminance(dry)));
  let wet = mix(ramp * peak, max(tinted, vec3f(0.0)), params.keep);
  return wetDry(dry, wet, params.mix);
}
