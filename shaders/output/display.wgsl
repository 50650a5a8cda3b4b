// From linear light of a display to its 8 bits: sRGB encoding and a dither that keeps dark
// gradients free of bands.
// A full-screen pass: fragment (x, y) of the target. Reads the shown picture once.

// @import frame
// @import params
// @import fullscreen
// @import colour

@group(1) @binding(0) var shown: texture_2d<f32>;

// Noise without low frequencies, the same every frame. Source: J. Jimenez, "Next Generation Post
// Processing in Call of Duty: Advanced Warfare", SIGGRAPH 2014 (interleaved gradient noise).
fn gradientDither(pixel: vec2f) -> f32 {
  return fract(52.9829189 * fract(dot(pixel, vec2f(0.06711056, 0.00583715)))) - 0.5;
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let pixel = floor(in.position.xy);
  let encoded = linearToSrgb(textureLoad(shown, vec2i(pixel), 0).rgb);
  // Just under half a step to either side: black stays black and white stays white.
  return vec4f(encoded + 0.98 * gradientDither(pixel) / 255.0, 1.0);
}
