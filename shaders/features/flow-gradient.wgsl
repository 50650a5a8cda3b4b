// Gradient of one level of the image pyramid of optical flow.
// A thread computes one pixel; 8 x 8 threads a workgroup.
// Bindings: source, the level's brightness (r); result, r brightness, g and b its rise a pixel to
// the right and downwards (central differences).
@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var result: texture_storage_2d<rgba16float, write>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(result);
  if (any(id.xy >= size)) {
    return;
  }
  let last = size - 1u;
  let centre = textureLoad(source, id.xy, 0).r;
  let right = textureLoad(source, vec2u(min(id.x + 1u, last.x), id.y), 0).r;
  let left = textureLoad(source, vec2u(max(id.x, 1u) - 1u, id.y), 0).r;
  let below = textureLoad(source, vec2u(id.x, min(id.y + 1u, last.y)), 0).r;
  let above = textureLoad(source, vec2u(id.x, max(id.y, 1u) - 1u), 0).r;
  textureStore(result, id.xy, vec4f(centre, 0.5 * (right - left), 0.5 * (below - above), 1.0));
}
