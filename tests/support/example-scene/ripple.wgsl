// The picture through circular waves. One fragment a pixel of the target.
// @import fullscreen
// @import frame
// @import params

@group(1) @binding(0) var picture: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let aspect = vec2f(params.size.x / params.size.y, 1.0);
  let away = (in.uv - 0.5) * aspect;
  let wave = sin(length(away) * params.waves - frame.beat * 6.283);
  let bend = normalize(away + 1e-4) * wave * params.depth * (0.01 + 0.05 * frame.lowOnset);
  let colour = textureSampleLevel(picture, linearClamp, in.uv + bend / aspect, 0.0).rgb;
  return vec4f(colour * (1.0 + 0.4 * wave * frame.low), 1.0);
}
