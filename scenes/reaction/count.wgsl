// Counts the growth of every tile of 16 x 16 cells, so that empty ones can be seeded.
// A workgroup of 64 threads counts one tile, a thread four cells.
// Bindings: cells [rows][columns] of (substrate, growth); census [tiles] of (mean, deviation).
// @import params
// @import culture
@group(1) @binding(0) var<storage, read> cells: array<vec2f>;
@group(1) @binding(1) var<storage, read_write> census: array<vec2f>;
@group(1) @binding(2) var<uniform> culture: Culture;

const TILE = 16;
const THREADS = 64u;

var<workgroup> sums: array<vec3f, THREADS>;

@compute @workgroup_size(THREADS)
fn main(
  @builtin(workgroup_id) tile: vec3u,
  @builtin(num_workgroups) tiles: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let size = vec2i(i32(culture.columns), i32(culture.rows));
  var sum = vec3f(0.0);
  for (var i = 0; i < 4; i++) {
    let place = i32(index) * 4 + i;
    let at = vec2i(tile.xy) * TILE + vec2i(place % TILE, place / TILE);
    if (all(at < size)) {
      let growth = cells[at.y * size.x + at.x].y;
      sum += vec3f(growth, growth * growth, 1.0);
    }
  }
  sums[index] = sum;
  for (var half = THREADS / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (index < half) {
      sums[index] += sums[index + half];
    }
  }
  if (index == 0u) {
    let mean = sums[0].xy / max(sums[0].z, 1.0);
    census[tile.y * tiles.x + tile.x] = vec2f(mean.x, sqrt(max(mean.y - mean.x * mean.x, 0.0)));
  }
}
