// The light above the threshold at half size, with single bright pixels held down so that they
// do not flicker.
// A full-screen pass: fragment (x, y) of the first level. Reads four times, 4 x 4 pixels.
// Source: J. Jimenez, "Next Generation Post Processing in Call of Duty: Advanced Warfare",
// SIGGRAPH 2014 (Karis average of the first downsampling).

// @import frame
// @import params
// @import fullscreen
// @import colour

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;

// Width of the soft knee as a share of the threshold.
const KNEE = 0.6;

// Light above the threshold, fading in around it; alpha is its weight.
fn bright(uv: vec2f) -> vec4f {
  let light = textureSampleLevel(source, linearClamp, uv, 0.0).rgb;
  let brightest = max(light.r, max(light.g, light.b));
  let knee = params.threshold * KNEE + 1e-4;
  let soft = clamp(brightest - params.threshold + knee, 0.0, 2.0 * knee);
  let above = max(soft * soft / (4.0 * knee), brightest - params.threshold);
  let kept = light * max(above, 0.0) / max(brightest, 1e-4);
  let weight = 1.0 / (1.0 + luminance(kept));
  return vec4f(kept * weight, weight);
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let texel = 1.0 / vec2f(textureDimensions(source));
  let sum = bright(in.uv + texel * vec2f(-1.0, -1.0)) + bright(in.uv + texel * vec2f(1.0, -1.0))
    + bright(in.uv + texel * vec2f(-1.0, 1.0)) + bright(in.uv + texel * vec2f(1.0, 1.0));
  return vec4f(sum.rgb / sum.a, 1.0);
}
