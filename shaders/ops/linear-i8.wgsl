// A fully connected layer with weights of a byte, dequantised as they are read. One invocation makes
// 4 rows times 4 columns. Dispatch: x = ceil(COLUMNS / 32), y = ceil(ROWS / 32).
// Bindings: source [ROWS][K], weights [WORDS][COLUMNS], each four bytes of one column, scale and bias
// [COLUMNS].
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<Element>;
@group(1) @binding(1) var<storage, read> weights: array<u32>;
@group(1) @binding(2) var<storage, read> scale: array<Element>;
@group(1) @binding(3) var<storage, read_write> result: array<Element>;

fn bytes(word: u32) -> vec4f {
  let w = bitcast<i32>(word);
  return vec4f(vec4i(
    extractBits(w, 0u, 8u), extractBits(w, 8u, 8u), extractBits(w, 16u, 8u), extractBits(w, 24u, 8u)));
}

// Four numbers of a row; those behind its end meet weights of 0.
fn four(row: u32, word: u32) -> vec4f {
  let at = row * K + min(word * 4u + vec4u(0u, 1u, 2u, 3u), vec4u(K - 1u));
  return vec4f(f32(source[at.x]), f32(source[at.y]), f32(source[at.z]), f32(source[at.w]));
}

fn write(sums: vec4f, row: u32, column: u32) {
  if (row >= ROWS) { return; }
  for (var i = 0u; i < min(4u, COLUMNS - column); i++) {
    let value = sums[i] * f32(scale[column + i]) + biasAt(column + i);
    result[row * COLUMNS + column + i] = Element(activate(value));
  }
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.y * 4u;
  let column = id.x * 4u;
  if (row >= ROWS || column >= COLUMNS) { return; }
  // Rows and columns behind the last are read again from the last: loads stay in bounds.
  let rows = min(vec4u(row, row + 1u, row + 2u, row + 3u), vec4u(ROWS - 1u));
  let columns = min(vec4u(column, column + 1u, column + 2u, column + 3u), vec4u(COLUMNS - 1u));
  var sum0 = vec4f(0.0);
  var sum1 = vec4f(0.0);
  var sum2 = vec4f(0.0);
  var sum3 = vec4f(0.0);
  for (var word = 0u; word < WORDS; word++) {
    let line = word * COLUMNS;
    // Columns of this matrix are columns of the layer.
    let w = mat4x4f(
      bytes(weights[line + columns.x]), bytes(weights[line + columns.y]),
      bytes(weights[line + columns.z]), bytes(weights[line + columns.w]));
    sum0 += four(rows.x, word) * w;
    sum1 += four(rows.y, word) * w;
    sum2 += four(rows.z, word) * w;
    sum3 += four(rows.w, word) * w;
  }
  write(sum0, row, column);
  write(sum1, row + 1u, column);
  write(sum2, row + 2u, column);
  write(sum3, row + 3u, column);
}
