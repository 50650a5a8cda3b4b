// Winograd convolution, step 1 of 5: rows of tiles transformed along their height. One invocation
// transforms one column of one row of tiles of one channel.
// Dispatch: x = ceil(COLUMNS / 8), y = ceil(TILES_Y / 8), z = batch * IN_CHANNELS.
// Writes halves [place][channel][row of tiles][column]. The kernel module gives padIndex, rowStart,
// inputAt and down(values), a row of the transform a place.
// @source A. Lavin, S. Gray, "Fast Algorithms for Convolutional Neural Networks", 2016
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<Element>;
@group(1) @binding(1) var<storage, read_write> halves: array<f32>;

fn valueAt(row: i32, column: i32, plane: u32) -> f32 {
  let inside = row >= 0 && column >= 0;
  let value = inputAt(rowStart(plane, max(row, 0)), max(column, 0), plane);
  return select(0.0, value, inside);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= COLUMNS || id.y >= TILES_Y) { return; }
  let column = padIndex(i32(id.x) - PAD_LEFT, IN_W);
  let top = i32(id.y * TILE) - PAD_TOP;
  let at = (id.z * TILES_Y + id.y) * COLUMNS + id.x;
  down(top, column, id.z, at);
}
