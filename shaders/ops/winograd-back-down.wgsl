// Winograd convolution, step 4 of 5: products of a tile brought back along its height. One invocation
// makes one column of one tile of one channel.
// Dispatch: x = ceil(NUMBERS / 64), y = SIDE. NUMBERS is 4 * OUT_PACKS * TILES.
// Reads products [row][column][pack][tile][4], writes halves [pixel row][column][pack][tile][4].
// The kernel module gives down(first), a row of the transform a pixel.
// @source A. Lavin, S. Gray, "Fast Algorithms for Convolutional Neural Networks", 2016
// @import kernel

@group(1) @binding(0) var<storage, read> products: array<f32>;
@group(1) @binding(1) var<storage, read_write> halves: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= NUMBERS) { return; }
  down(id.y * NUMBERS + id.x);
}
