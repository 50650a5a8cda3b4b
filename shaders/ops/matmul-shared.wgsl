// Matrix product of a batch by tiles in workgroup memory: 64 rows times 64 columns a workgroup, 16
// numbers of K at a time. One invocation makes a block of 4 rows times 4 columns in registers.
// Dispatch: x = ceil(N / 64), y = ceil(M / 64), z = batch.
// Bindings: left [batch][M][K / 4] and right [batch][K][QUADS] of four numbers each, result [batch][M][N].
// @import kernel

@group(1) @binding(0) var<storage, read> left: array<Element4>;
@group(1) @binding(1) var<storage, read> right: array<Element4>;

const SIDE = 16u;
const DEPTH = 16u;

// [number of K][row quad] and [number of K][column quad].
var<workgroup> tile_left: array<vec4f, DEPTH * SIDE>;
var<workgroup> tile_right: array<vec4f, DEPTH * SIDE>;

// Four rows of one quad of K, turned: four numbers of K of four rows.
fn loadLeft(batch: u32, first: u32, start: u32, local: u32) {
  if (local >= SIDE * DEPTH / 4u) { return; }
  let quad = start / 4u + local / SIDE;
  let row = first + (local % SIDE) * 4u;
  let rows = batch + (K / 4u) * min(vec4u(row, row + 1u, row + 2u, row + 3u), vec4u(M - 1u));
  var four = mat4x4f();
  if (quad < K / 4u) {
    four = transpose(mat4x4f(
      vec4f(left[rows.x + quad]), vec4f(left[rows.y + quad]), vec4f(left[rows.z + quad]), vec4f(left[rows.w + quad])));
  }
  let to = (local / SIDE) * 4u * SIDE + local % SIDE;
  tile_left[to] = four[0];
  tile_left[to + SIDE] = four[1];
  tile_left[to + 2u * SIDE] = four[2];
  tile_left[to + 3u * SIDE] = four[3];
}

fn loadRight(batch: u32, quad: u32, start: u32, local: u32) {
  let k = min(start + local / SIDE, K - 1u);
  tile_right[local] = vec4f(right[batch + k * QUADS + min(quad + local % SIDE, QUADS - 1u)]);
}

@compute @workgroup_size(16, 16)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_id) id: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let first = group.y * 4u * SIDE;
  let quad = group.x * SIDE;
  let batch_left = batchA(group.z) / 4u;
  let batch_right = batchB(group.z) / 4u;
  var sum0 = vec4f(0.0);
  var sum1 = vec4f(0.0);
  var sum2 = vec4f(0.0);
  var sum3 = vec4f(0.0);
  for (var start = 0u; start < K; start += DEPTH) {
    loadLeft(batch_left, first, start, local);
    loadRight(batch_right, quad, start, local);
    workgroupBarrier();
    for (var k = 0u; k < DEPTH; k++) {
      let rows = tile_left[k * SIDE + id.y];
      let columns = tile_right[k * SIDE + id.x];
      sum0 += rows.x * columns;
      sum1 += rows.y * columns;
      sum2 += rows.z * columns;
      sum3 += rows.w * columns;
    }
    workgroupBarrier();
  }
  let row = first + id.y * 4u;
  let column = (quad + id.x) * 4u;
  write(sum0, group.z, row, column);
  write(sum1, group.z, row + 1u, column);
  write(sum2, group.z, row + 2u, column);
  write(sum3, group.z, row + 3u, column);
}
