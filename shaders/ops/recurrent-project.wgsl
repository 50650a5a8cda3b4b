// What a recurrent layer's gates get from its inputs, for all times at once: W x + bias. One
// invocation makes the gates of one hidden unit for 4 rows; a row is a time of a sequence.
// Dispatch: x = ceil(HIDDEN / 16), y = ceil(ROWS / 4 / 4), z = DIRECTIONS.
// Bindings: source [ROWS][INPUTS], weights [direction][INPUTS][HIDDEN] and bias [direction][HIDDEN]
// and projected [direction][ROWS][HIDDEN], each a vector of the gates.
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<Element>;
@group(1) @binding(1) var<storage, read> weights: array<Element4>;
@group(1) @binding(2) var<storage, read> bias: array<vec4f>;
@group(1) @binding(3) var<storage, read_write> projected: array<vec4f>;

@compute @workgroup_size(16, 4)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let unit = id.x;
  let row = id.y * 4u;
  if (unit >= HIDDEN || row >= ROWS) { return; }
  // Rows behind the last are read again from the last: loads stay in bounds.
  let rows = min(vec4u(row, row + 1u, row + 2u, row + 3u), vec4u(ROWS - 1u)) * INPUTS;
  let start = bias[id.z * HIDDEN + unit];
  var sum0 = start; var sum1 = start; var sum2 = start; var sum3 = start;
  for (var k = 0u; k < INPUTS; k++) {
    let weight = vec4f(weights[(id.z * INPUTS + k) * HIDDEN + unit]);
    sum0 += weight * f32(source[rows.x + k]);
    sum1 += weight * f32(source[rows.y + k]);
    sum2 += weight * f32(source[rows.z + k]);
    sum3 += weight * f32(source[rows.w + k]);
  }
  let at = (id.z * ROWS + row) * HIDDEN + unit;
  projected[at] = sum0;
  if (row + 1u < ROWS) { projected[at + HIDDEN] = sum1; }
  if (row + 2u < ROWS) { projected[at + 2u * HIDDEN] = sum2; }
  if (row + 3u < ROWS) { projected[at + 3u * HIDDEN] = sum3; }
}
