// Makes the cells' gains a picture that can be enlarged smoothly: the share of the new picture
// becomes the least of a cell and its neighbours, so that no flash is left along a border.
// One thread a cell, 8 x 8 a workgroup; dispatched over the grid.

// @import frame
// @import params
// @import flash-model

@group(1) @binding(0) var<storage, read_write> gains: array<vec4f>;       // [rows, columns]
@group(1) @binding(1) var spread: texture_storage_2d<rgba16float, write>; // share, gain

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let grid = gridSize();
  let place = vec2i(id.xy);
  if (any(place >= grid)) { return; }
  var share = 1.0;
  for (var dy = -1; dy <= 1; dy++) {
    for (var dx = -1; dx <= 1; dx++) {
      let neighbour = clamp(place + vec2i(dx, dy), vec2i(0), grid - 1);
      share = min(share, gains[neighbour.y * grid.x + neighbour.x].x);
    }
  }
  textureStore(spread, place, vec4f(share, gains[place.y * grid.x + place.x].y, 0.0, 1.0));
}
