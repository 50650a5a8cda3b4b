// Luma of the picture, gamma-encoded.
// A thread computes one pixel; 8 x 8 threads a workgroup.
// Bindings: picture, linear light, any size; result, r luma 0..1.
// Source: luma weights of ITU-R BT.709-6, item 3.2; encoding of IEC 61966-2-1.
// @import colour
@group(1) @binding(0) var picture: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;
@group(1) @binding(2) var result: texture_storage_2d<rgba16float, write>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(result);
  if (any(id.xy >= size)) {
    return;
  }
  let centre = (vec2f(id.xy) + 0.5) / vec2f(size);
  // One bilinear sample takes in 2 x 2 pixels of the picture; a larger one needs four.
  let reach = select(0.0, 0.25, textureDimensions(picture).x > 2u * size.x) / vec2f(size);
  var light = 0.0;
  if (reach.x == 0.0) {
    light = luminance(textureSampleLevel(picture, linearClamp, centre, 0.0).rgb);
  } else {
    for (var i = 0; i < 4; i++) {
      let corner = vec2f(f32(i & 1), f32(i >> 1)) * 2.0 - 1.0;
      let colour = textureSampleLevel(picture, linearClamp, centre + corner * reach, 0.0).rgb;
      light += 0.25 * luminance(colour);
    }
  }
  let luma = linearToSrgb(vec3f(clamp(light, 0.0, 1.0))).r;
  textureStore(result, id.xy, vec4f(luma, 0.0, 0.0, 1.0));
}
