// Winograd convolution, step 2 of 5: tiles transformed along their width. One invocation transforms
// one row of one tile of one channel.
// Dispatch: x = ceil(TILES_X / 8), y = ceil(TILES_Y / 8), z = SIDE * batch * IN_CHANNELS.
// Reads halves [row][channel][row of tiles][column], writes planes [row][column][channel][tile].
// The kernel module gives across(first, target), a column of the transform a place.
// @source A. Lavin, S. Gray, "Fast Algorithms for Convolutional Neural Networks", 2016
// @import kernel

@group(1) @binding(0) var<storage, read> halves: array<f32>;
@group(1) @binding(1) var<storage, read_write> planes: array<f32>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= TILES_X || id.y >= TILES_Y) { return; }
  let row = id.z / CHANNELS;
  let channel = id.z % CHANNELS;
  let tile = ((channel / IN_CHANNELS) * TILES_Y + id.y) * TILES_X + id.x;
  let place = row * SIDE * IN_CHANNELS + channel % IN_CHANNELS;
  across((id.z * TILES_Y + id.y) * COLUMNS + id.x * TILE, place * TILES + tile);
}
