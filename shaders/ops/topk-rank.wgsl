// The first K numbers of each line in order, for short lines: each number counts how many come
// before it, and that is its place. One invocation a number.
// Dispatch: flat over COUNT numbers, 64 a workgroup.
// The kernel module gives Number, offset(row, i), picked(row, i) and better(a, b) of values.
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<Item>;
@group(1) @binding(1) var<storage, read_write> values: array<Item>;
@group(1) @binding(2) var<storage, read_write> indices: array<i32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i >= COUNT) { return; }
  let row = i / LENGTH;
  let at = i % LENGTH;
  let value = Number(source[offset(row, at)]);
  var rank = 0u;
  for (var k = 0u; k < LENGTH; k++) {
    let other = Number(source[offset(row, k)]);
    if (better(other, value) || (other == value && k < at)) { rank++; }
  }
  if (rank < K) {
    values[picked(row, rank)] = Item(value);
    indices[picked(row, rank)] = i32(at);
  }
}
