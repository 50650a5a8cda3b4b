// Draws a video's newest image, cover-fitted and mirrored, as linear light.
// A fragment computes one pixel of the picture; one full-screen triangle.
// Bindings: source, the video (sampled as sRGB-encoded RGB by WebGPU, whatever its own format).
// @import fullscreen
// @import params
// @import colour
// @import picture-fit
@group(1) @binding(0) var source: texture_external;
@group(1) @binding(1) var linearClamp: sampler;

fn imageAt(uv: vec2f) -> vec3f {
  return srgbToLinear(textureSampleBaseClampToEdge(source, linearClamp, uv).rgb);
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
