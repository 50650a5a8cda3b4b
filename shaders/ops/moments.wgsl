// Mean and sum of squared deviations of rows, or of parts of rows, in two passes: lanes sum every
// LANES-th item and join. Items are numbers, or four channels of a packed picture.
// Dispatch: GROUP / LANES parts a workgroup. ROWS counts parts, COUNT the items of a whole row.
// The kernel module gives Item, Wide and fn emit(part, mean, squares) with its bindings; CENTRED 0
// leaves the mean at 0.
// @import kernel
// @import lanes

@group(1) @binding(0) var<storage, read> source: array<Item>;

alias State = Wide;

fn merge(a: State, b: State) -> State { return a + b; }

@compute @workgroup_size(GROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let row = rowOf(group, local);
  let part = min(row, ROWS - 1u);
  let base = (part / PARTS) * COUNT;
  let first = (part % PARTS) * PART;
  let end = min(first + PART, COUNT);
  let lane = local % LANES;
  var mean = Wide(0.0);
  if (CENTRED == 1u) {
    var sum = Wide(0.0);
    for (var i = first + lane; i < end; i += LANES) { sum += Wide(source[base + i]); }
    mean = joined(sum, local) / f32(end - first);
  }
  var squares = Wide(0.0);
  for (var i = first + lane; i < end; i += LANES) {
    let deviation = Wide(source[base + i]) - mean;
    squares += deviation * deviation;
  }
  squares = joined(squares, local);
  if (row < ROWS && lane == 0u) { emit(part, mean, squares); }
}
