// Matrix product of a batch whose rows are read four numbers at a time. One invocation makes a block
// of 4 rows times 4 columns in registers.
// Dispatch: x = ceil(N / 32), y = ceil(M / 32), z = batch.
// Bindings: left [batch][M][K / 4] and right [batch][K][QUADS] of four numbers each, result [batch][M][N].
// @import kernel

@group(1) @binding(0) var<storage, read> left: array<Element4>;
@group(1) @binding(1) var<storage, read> right: array<Element4>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.y * 4u;
  let quad = id.x;
  if (row >= M || quad >= QUADS) { return; }
  // Rows behind the last are read again from the last: loads stay in bounds.
  let rows = batchA(id.z) / 4u + (K / 4u) * min(vec4u(row, row + 1u, row + 2u, row + 3u), vec4u(M - 1u));
  let columns = batchB(id.z) / 4u + quad;
  var sum0 = vec4f(0.0);
  var sum1 = vec4f(0.0);
  var sum2 = vec4f(0.0);
  var sum3 = vec4f(0.0);
  for (var k = 0u; k < K / 4u; k++) {
    let b = columns + k * 4u * QUADS;
    let weights = mat4x4f(
      vec4f(right[b]), vec4f(right[b + QUADS]), vec4f(right[b + 2u * QUADS]), vec4f(right[b + 3u * QUADS]));
    sum0 = addProduct(weights, vec4f(left[rows.x + k]), sum0);
    sum1 = addProduct(weights, vec4f(left[rows.y + k]), sum1);
    sum2 = addProduct(weights, vec4f(left[rows.z + k]), sum2);
    sum3 = addProduct(weights, vec4f(left[rows.w + k]), sum3);
  }
  write(sum0, id.z, row, quad * 4u);
  write(sum1, id.z, row + 1u, quad * 4u);
  write(sum2, id.z, row + 2u, quad * 4u);
  write(sum3, id.z, row + 3u, quad * 4u);
}
