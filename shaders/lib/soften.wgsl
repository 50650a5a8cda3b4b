// A soft copy at half the size or less, without the flicker of small bright spots' edges.

// Thirteen taps around `uv`, whose weights add up to 1.
// Source: J. Jimenez, "Next Generation Post Processing in Call of Duty" (SIGGRAPH 2014).
fn soften(source: texture_2d<f32>, smoothly: sampler, uv: vec2f) -> vec4f {
  let t = 1.0 / vec2f(textureDimensions(source));
  var sum = textureSampleLevel(source, smoothly, uv, 0.0) * 0.125;
  for (var i = 0; i < 4; i++) {
    let corner = vec2f(f32(i & 1), f32(i >> 1)) * 2.0 - 1.0;
    sum += textureSampleLevel(source, smoothly, uv + corner * t, 0.0) * 0.125;
    sum += textureSampleLevel(source, smoothly, uv + corner * t * 2.0, 0.0) * 0.03125;
  }
  sum += textureSampleLevel(source, smoothly, uv + vec2f(2.0, 0.0) * t, 0.0) * 0.0625;
  sum += textureSampleLevel(source, smoothly, uv - vec2f(2.0, 0.0) * t, 0.0) * 0.0625;
  sum += textureSampleLevel(source, smoothly, uv + vec2f(0.0, 2.0) * t, 0.0) * 0.0625;
  sum += textureSampleLevel(source, smoothly, uv - vec2f(0.0, 2.0) * t, 0.0) * 0.0625;
  return sum;
}
