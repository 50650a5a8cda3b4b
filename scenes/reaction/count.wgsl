// Counts the growth of every tile of 16 x 16 cells, so that empty ones can be seeded.
// A thread counts one tile by every second cell of every second row; 64 threads a workgroup.
// Bindings: cells [rows][columns] of (substrate, growth); census [tiles] of (mean, deviation).
// @import params
// @import culture
@group(1) @binding(0) var<storage, read> cells: array<vec2f>;
@group(1) @binding(1) var<storage, read_write> census: array<vec2f>;
@group(1) @binding(2) var<uniform> culture: Culture;

const TILE = 16;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(i32(culture.columns), i32(culture.rows));
  let tiles = (size + TILE - 1) / TILE;
  let index = i32(id.x);
  if (index >= tiles.x * tiles.y) {
    return;
  }
  let start = vec2i(index % tiles.x, index / tiles.x) * TILE;
  let end = min(start + TILE, size);
  var sum = vec3f(0.0);
  for (var y = start.y; y < end.y; y += 2) {
    for (var x = start.x; x < end.x; x += 2) {
      let growth = cells[y * size.x + x].y;
      sum += vec3f(growth, growth * growth, 1.0);
    }
  }
  let mean = sum.xy / max(sum.z, 1.0);
  census[index] = vec2f(mean.x, sqrt(max(mean.y - mean.x * mean.x, 0.0)));
}
