// Brightness of one level of the image pyramid of optical flow: the level before, smoothed and
// made smaller.
// A thread computes one pixel; 8 x 8 threads a workgroup.
// Bindings: source, luma or the next finer level (brightness in r); result, r brightness.
// Source: P. J. Burt, E. H. Adelson, "The Laplacian Pyramid as a Compact Image Code" (1983),
// with the 1 3 3 1 binomial, taken in four bilinear samples.
@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;
@group(1) @binding(2) var result: texture_storage_2d<rgba16float, write>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let extent = textureDimensions(result);
  if (any(id.xy >= extent)) {
    return;
  }
  let size = vec2f(extent);
  let sourceSize = vec2f(textureDimensions(source));
  let centre = (vec2f(id.xy) + 0.5) / size;
  // 0.75 source pixels where the level is half of it, 0.5 where it is as large.
  let reach = (0.25 + 0.25 * sourceSize / size) / sourceSize;
  let brightness = textureSampleLevel(source, linearClamp, centre - reach, 0.0).r
    + textureSampleLevel(source, linearClamp, centre + vec2f(reach.x, -reach.y), 0.0).r
    + textureSampleLevel(source, linearClamp, centre + vec2f(-reach.x, reach.y), 0.0).r
    + textureSampleLevel(source, linearClamp, centre + reach, 0.0).r;
  textureStore(result, id.xy, vec4f(0.25 * brightness, 0.0, 0.0, 1.0));
}
