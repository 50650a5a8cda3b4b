// The highlights at half size, for the halo that they throw back from the film's base.
// A full-screen pass: fragment (x, y) of the first level. Reads the source four times.

// @import frame
// @import params
// @import fullscreen
// @import colour

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;

const BRIGHT_FROM = 0.45;

fn bright(uv: vec2f) -> vec4f {
  let light = textureSampleLevel(source, linearClamp, uv, 0.0).rgb;
  let kept = max(light - BRIGHT_FROM, vec3f(0.0));
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
