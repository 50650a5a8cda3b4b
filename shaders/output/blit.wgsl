// Draws a picture into a canvas, fitted whole into it with black bars (contain) or filling it
// (cover). One fragment a pixel of the canvas.
// @import fullscreen
// @import colour

override isLinear: bool = false;  // the source holds linear light and must be encoded
override isCover: bool = false;

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;
@group(1) @binding(2) var<uniform> canvas: vec4f;  // width, height of the canvas in pixels

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let size = vec2f(textureDimensions(source));
  let ratio = (canvas.x / canvas.y) / (size.x / size.y);
  let wide = ratio > 1.0;
  let scale = select(vec2f(1.0, 1.0 / ratio), vec2f(ratio, 1.0), wide != isCover);
  let uv = (in.uv - 0.5) * scale + 0.5;
  let colour = textureSampleLevel(source, linearClamp, uv, 0.0).rgb;
  let shown = select(colour, linearToSrgb(clamp(colour, vec3f(0.0), vec3f(1.0))), isLinear);
  let inside = all(uv >= vec2f(0.0)) && all(uv <= vec2f(1.0));
  return vec4f(select(vec3f(0.0), shown, inside), 1.0);
}
