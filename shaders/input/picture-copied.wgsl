// Draws an image that was copied into a texture, cover-fitted and mirrored, as linear light.
// A fragment computes one pixel of the picture; one full-screen triangle.
// Bindings: source, rgba8unorm-srgb (decoded to linear light by the sampler).
// @import fullscreen
// @import params
// @import picture-fit
@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;

fn imageAt(uv: vec2f) -> vec3f {
  return textureSampleLevel(source, linearClamp, uv, 0.0).rgb;
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let uv = fittedUv(in.uv);
  if (params.minified < 0.5) {
    return vec4f(imageAt(uv), params.fade);
  }
  var sum = vec3f(0.0);
  for (var i = 0; i < 4; i++) {
    sum += imageAt(uv + quarterTap(i));
  }
  return vec4f(sum * 0.25, params.fade);
}
