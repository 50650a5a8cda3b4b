// Reduces rows of numbers to one each: lanes take every LANES-th number of a row, or of a part of
// it, and join. One row (or part) to LANES invocations.
// Dispatch: GROUP / LANES rows a workgroup. Bindings: result [ROWS].
// The kernel module gives rowStart(row) and place(i), which sum to the offset of a row's number,
// firstOf(row) and endOf(row), and start, take and finish of the operator.
// @import kernel
// @import lanes

@group(1) @binding(0) var<storage, read> source: array<Source>;
@group(1) @binding(1) var<storage, read_write> result: array<Result>;

@compute @workgroup_size(GROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let row = rowOf(group, local);
  let held = min(row, ROWS - 1u);
  let base = rowStart(held);
  let end = endOf(held);
  var state = start(source[base + place(firstOf(held))]);
  for (var i = firstOf(held) + local % LANES; i < end; i += LANES) {
    state = take(state, source[base + place(i)]);
  }
  state = joined(state, local);
  if (row < ROWS && local % LANES == 0u) { result[row] = Result(finish(state)); }
}
