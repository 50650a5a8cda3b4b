// The finished picture: fine detail brought down to the target's size, the glow of lights, and
// darker corners.
// A full-screen pass: fragment (x, y) of the target.
// Bindings: canvas, as large as the target or larger; soft and far, smaller copies of it.
// @import frame
// @import params
// @import fullscreen
@group(1) @binding(0) var canvas: texture_2d<f32>;
@group(1) @binding(1) var soft: texture_2d<f32>;
@group(1) @binding(2) var far: texture_2d<f32>;
@group(1) @binding(3) var linearClamp: sampler;

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let finer = vec2f(textureDimensions(canvas)) / params.size - 1.0;
  let reach = 0.5 * min(finer, vec2f(1.0)) / vec2f(textureDimensions(canvas));
  var colour = textureSampleLevel(canvas, linearClamp, in.uv + reach, 0.0).rgb;
  colour += textureSampleLevel(canvas, linearClamp, in.uv - reach, 0.0).rgb;
  colour += textureSampleLevel(canvas, linearClamp, in.uv + vec2f(reach.x, -reach.y), 0.0).rgb;
  colour += textureSampleLevel(canvas, linearClamp, in.uv + vec2f(-reach.x, reach.y), 0.0).rgb;
  colour *= 0.25;
  let near = textureSampleLevel(soft, linearClamp, in.uv, 0.0).rgb;
  let e = 0.5 / vec2f(textureDimensions(far));
  var wide = textureSampleLevel(far, linearClamp, in.uv + e, 0.0).rgb;
  wide += textureSampleLevel(far, linearClamp, in.uv - e, 0.0).rgb;
  wide += textureSampleLevel(far, linearClamp, in.uv + vec2f(e.x, -e.y), 0.0).rgb;
  wide += textureSampleLevel(far, linearClamp, in.uv + vec2f(-e.x, e.y), 0.0).rgb;
  colour += near * near * 0.16 + wide * 0.03 * wide;
  let p = in.uv - 0.5;
  colour *= 1.0 - 0.55 * smoothstep(0.15, 0.6, dot(p, p) * 1.1);
  return vec4f(min(colour, vec3f(4.0)), 1.0);
}
