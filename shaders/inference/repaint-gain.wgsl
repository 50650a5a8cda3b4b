// How strongly a net's small picture follows the light of the picture that it is of: the slope of
// the line that fits its colours to the luma around each pixel.
// A thread computes a pixel of the small picture; 8 x 8 threads a workgroup.
// Bindings: small, the net's picture, linear light; luma, of the whole picture (r); result: rgb the
// slopes of the encoded colours, a the luma at this pixel.
// Source: K. He, J. Sun, X. Tang, "Guided Image Filtering" (2013); K. He, J. Sun, "Fast Guided
// Filter" (2015).
// @import colour
@group(1) @binding(0) var small: texture_2d<f32>;
@group(1) @binding(1) var luma: texture_2d<f32>;
@group(1) @binding(2) var linearClamp: sampler;
@group(1) @binding(3) var result: texture_storage_2d<rgba16float, write>;

// Pixels around the middle one, a side.
const REACH = 1;
const COUNT = 9.0;
// Variance of luma below which light is held to be even.
const EVEN = 0.0025;
// Slopes beyond these would draw the picture's own grain.
const LEAST = vec3f(-0.6);
const MOST = vec3f(1.2);

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(result);
  if (any(id.xy >= size)) {
    return;
  }
  let last = vec2i(size) - 1;
  let pixel = 1.0 / vec2f(size);
  var light = 0.0;
  var squares = 0.0;
  var colours = vec3f(0.0);
  var products = vec3f(0.0);
  var middle = 0.0;
  for (var y = -REACH; y <= REACH; y++) {
    for (var x = -REACH; x <= REACH; x++) {
      let at = clamp(vec2i(id.xy) + vec2i(x, y), vec2i(0), last);
      let seen = textureSampleLevel(luma, linearClamp, (vec2f(at) + 0.5) * pixel, 0.0).r;
      let colour = linearToSrgb(clamp(textureLoad(small, at, 0).rgb, vec3f(0.0), vec3f(1.0)));
      light += seen;
      squares += seen * seen;
      colours += colour;
      products += colour * seen;
      middle = select(middle, seen, x == 0 && y == 0);
    }
  }
  let mean = light / COUNT;
  let variance = max(squares / COUNT - mean * mean, 0.0);
  let slope = (products / COUNT - colours / COUNT * mean) / (variance + EVEN);
  textureStore(result, id.xy, vec4f(clamp(slope, LEAST, MOST), middle));
}
