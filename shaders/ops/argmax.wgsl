// Where the largest (or smallest) number of each line is: lanes take every LANES-th number of a
// line and join. Dispatch: GROUP / LANES lines a workgroup. Bindings: result [ROWS].
// The kernel module gives Number, offset(row, i) and better(a, b) of values.
// @import kernel
// @import lanes

@group(1) @binding(0) var<storage, read> source: array<Source>;
@group(1) @binding(1) var<storage, read_write> result: array<i32>;

struct State { value: Number, at: u32 }

fn merge(a: State, b: State) -> State {
  var b_wins = better(b.value, a.value);
  if (a.value == b.value) { b_wins = select((b.at < a.at), (b.at > a.at), LAST == 1u); }
  if (b_wins) { return b; }
  return a;
}

@compute @workgroup_size(GROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let row = rowOf(group, local);
  let line = min(row, ROWS - 1u);
  let first = min(local % LANES, LENGTH - 1u);
  var state = State(Number(source[offset(line, first)]), first);
  for (var i = first + LANES; i < LENGTH; i += LANES) {
    state = merge(state, State(Number(source[offset(line, i)]), i));
  }
  state = joined(state, local);
  if (row < ROWS && local % LANES == 0u) { result[row] = i32(state.at); }
}
