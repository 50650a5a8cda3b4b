// Luma with its past and its gradient.
// A thread computes one pixel; 8 x 8 threads a workgroup.
// Bindings: tone and toneBefore, luma of this picture and the one before (r); result: r luma
// 0..1, g luma of the picture before, b and a the luma's rise a pixel to the right and downwards
// (central differences).
// @import params
@group(1) @binding(0) var tone: texture_2d<f32>;
@group(1) @binding(1) var toneBefore: texture_2d<f32>;
@group(1) @binding(2) var result: texture_storage_2d<rgba16float, write>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(result);
  if (any(id.xy >= size)) {
    return;
  }
  let last = size - 1u;
  let luma = textureLoad(tone, id.xy, 0).r;
  let previous = select(textureLoad(toneBefore, id.xy, 0).r, luma, params.restart > 0.5);
  let right = textureLoad(tone, vec2u(min(id.x + 1u, last.x), id.y), 0).r;
  let left = textureLoad(tone, vec2u(max(id.x, 1u) - 1u, id.y), 0).r;
  let below = textureLoad(tone, vec2u(id.x, min(id.y + 1u, last.y)), 0).r;
  let above = textureLoad(tone, vec2u(id.x, max(id.y, 1u) - 1u), 0).r;
  let gradient = 0.5 * vec2f(right - left, below - above);
  textureStore(result, id.xy, vec4f(luma, previous, gradient));
}
