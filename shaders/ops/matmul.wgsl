// Matrix product of a batch. One invocation makes a block of 4 rows times 4 columns in registers.
// Dispatch: x = ceil(N / 32), y = ceil(M / 32), z = batch.
// The kernel module gives batchA(), batchB() and write(), as for all products.
// @import kernel

@group(1) @binding(0) var<storage, read> left: array<Element>;
@group(1) @binding(1) var<storage, read> right: array<Element>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.y * 4u;
  let column = id.x * 4u;
  if (row >= M || column >= N) { return; }
  // Rows and columns behind the last are read again from the last: loads stay in bounds.
  let rows = batchA(id.z) + A_ROW * min(vec4u(row, row + 1u, row + 2u, row + 3u), vec4u(M - 1u));
  let columns = batchB(id.z) + B_COLUMN * min(vec4u(column, column + 1u, column + 2u, column + 3u), vec4u(N - 1u));
  var sum0 = vec4f(0.0);
  var sum1 = vec4f(0.0);
  var sum2 = vec4f(0.0);
  var sum3 = vec4f(0.0);
  for (var k = 0u; k < K; k++) {
    let a = rows + k * A_COLUMN;
    let b = columns + k * B_ROW;
    let right4 = vec4f(f32(right[b.x]), f32(right[b.y]), f32(right[b.z]), f32(right[b.w]));
    sum0 += f32(left[a.x]) * right4;
    sum1 += f32(left[a.y]) * right4;
    sum2 += f32(left[a.z]) * right4;
    sum3 += f32(left[a.w]) * right4;
  }
  write(sum0, id.z, row, column);
  write(sum1, id.z, row + 1u, column);
  write(sum2, id.z, row + 2u, column);
  write(sum3, id.z, row + 3u, column);
}
