// A net's picture as a texture: its numbers brought back to linear light, opaque. One invocation a
// pixel. Dispatch: see cellOf. The kernel module gives take(i), the three numbers of a pixel, and
// decode(value).
// Bindings: source [1, 1 or 3, height, width] in either layout; picture, linear Rec. 709.
// @import kernel
// @import colour

@group(1) @binding(0) var<storage, read> source: array<Item>;
@group(1) @binding(1) var picture: texture_storage_2d<rgba16float, write>;

@compute @workgroup_size(8, 8)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let cell = cellOf(group, local);
  if (!cell.inside) { return; }
  let value = take(cell.y * WIDTH + cell.x) / SCALE + MEAN;
  textureStore(picture, vec2u(cell.x, cell.y), vec4f(decode(value), 1.0));
}
