// The first K numbers of each line in order, for long lines: K times, the lanes look for the best
// number that comes after the one found last. Dispatch: GROUP / LANES lines a workgroup.
// The kernel module gives Number, offset(row, i), picked(row, i) and better(a, b) of values.
// @import kernel
// @import lanes

@group(1) @binding(0) var<storage, read> source: array<Item>;
@group(1) @binding(1) var<storage, read_write> values: array<Item>;
@group(1) @binding(2) var<storage, read_write> indices: array<i32>;

// A number and its place; nothing was found where `at` is NONE.
struct State { value: Number, at: u32 }
const NONE = 0xffffffffu;

fn comesBefore(a: State, b: State) -> bool {
  return better(a.value, b.value) || (a.value == b.value && a.at < b.at);
}

fn merge(a: State, b: State) -> State {
  if (a.at == NONE || (b.at != NONE && comesBefore(b, a))) { return b; }
  return a;
}

@compute @workgroup_size(GROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let row = rowOf(group, local);
  let line = min(row, ROWS - 1u);
  let lane = local % LANES;
  var last = State(Number(0), NONE);
  for (var k = 0u; k < K; k++) {
    var best = State(Number(0), NONE);
    for (var i = lane; i < LENGTH; i += LANES) {
      let here = State(Number(source[offset(line, i)]), i);
      if (last.at == NONE || comesBefore(last, here)) { best = merge(best, here); }
    }
    last = joined(best, local);
    if (row < ROWS && lane == 0u) {
      values[picked(row, k)] = Item(last.value);
      indices[picked(row, k)] = i32(last.at);
    }
  }
}
