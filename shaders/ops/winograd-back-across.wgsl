// Winograd convolution, step 5 of 5: tiles brought back along their width, into the result. One
// invocation makes one row of pixels of one tile of one pack of channels.
// Dispatch: x = ceil(TILES_X / 8), y = ceil(TILES_Y * TILE / 8), z = batch * OUT_PACKS.
// Reads halves [pixel row][column][pack][tile]. The kernel module gives across(first, ...), which hands
// each pixel to write.
// @source A. Lavin, S. Gray, "Fast Algorithms for Convolutional Neural Networks", 2016
// @import kernel

@group(1) @binding(0) var<storage, read> halves: array<vec4f>;
@group(1) @binding(1) var<storage, read> bias: array<vec4f>;
@group(1) @binding(2) var<storage, read_write> result: array<Element4>;

fn write(value: vec4f, line: u32, x: u32) {
  if (x >= OUT_W) { return; }
  result[line + x] = Element4(epilogue(value, line + x));
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= TILES_X || id.y >= OUT_H) { return; }
  let pack = id.z % OUT_PACKS;
  let tile = ((id.z / OUT_PACKS) * TILES_Y + id.y / TILE) * TILES_X + id.x;
  let first = ((id.y % TILE) * SIDE * OUT_PACKS + pack) * TILES + tile;
  across(first, bias[pack], (id.z * OUT_H + id.y) * OUT_W, id.x * TILE);
}
