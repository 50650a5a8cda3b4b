// One level of the image pyramid of optical flow: a smoothed, smaller image and its gradient.
// A thread computes one pixel; 8 x 8 threads a workgroup.
// Bindings: source, luma or the next finer level (brightness in r); result, r brightness, g and b
// its rise a pixel to the right and downwards.
// Source: P. J. Burt, E. H. Adelson, "The Laplacian Pyramid as a Compact Image Code" (1983),
// with the 1 3 3 1 binomial, taken in four bilinear samples.
@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;
@group(1) @binding(2) var result: texture_storage_2d<rgba16float, write>;

fn brightness(pixel: vec2f, size: vec2f, sourceSize: vec2f) -> f32 {
  let centre = (clamp(pixel, vec2f(0.0), size - 1.0) + 0.5) / size;
  // 0.75 source pixels where the level is half of it, 0.5 where it is as large.
  let reach = (0.25 + 0.25 * sourceSize / size) / sourceSize;
  var sum = 0.0;
  for (var i = 0; i < 4; i++) {
    let corner = vec2f(f32(i & 1), f32(i >> 1)) * 2.0 - 1.0;
    sum += textureSampleLevel(source, linearClamp, centre + corner * reach, 0.0).r;
  }
  return sum * 0.25;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let extent = textureDimensions(result);
  if (any(id.xy >= extent)) {
    return;
  }
  let size = vec2f(extent);
  let sourceSize = vec2f(textureDimensions(source));
  let at = vec2f(id.xy);
  let across = brightness(at + vec2f(1.0, 0.0), size, sourceSize)
    - brightness(at - vec2f(1.0, 0.0), size, sourceSize);
  let down = brightness(at + vec2f(0.0, 1.0), size, sourceSize)
    - brightness(at - vec2f(0.0, 1.0), size, sourceSize);
  let centre = brightness(at, size, sourceSize);
  textureStore(result, id.xy, vec4f(centre, 0.5 * across, 0.5 * down, 0.0));
}
