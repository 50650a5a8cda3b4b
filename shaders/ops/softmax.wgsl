// Softmax, or its logarithm, of each line: lanes find the largest number and the sum of
// exponentials relative to it in one pass, join, and write in a second.
// Dispatch: GROUP / LANES lines a workgroup.
// @source M. Milakov and N. Gimelshein, "Online normalizer calculation for softmax", 2018
// @import kernel
// @import lanes

@group(1) @binding(0) var<storage, read> source: array<Element>;
@group(1) @binding(1) var<storage, read_write> result: array<Element>;

// The largest number, and the sum of exponentials relative to it.
alias State = vec2f;

fn merge(a: State, b: State) -> State {
  return State(max(a.x, b.x), a.y * exp(min(a.x - b.x, 0.0)) + b.y * exp(min(b.x - a.x, 0.0)));
}

@compute @workgroup_size(GROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let row = rowOf(group, local);
  let line = min(row, ROWS - 1u);
  let lane = local % LANES;
  var state = State(f32(source[offset(line, 0u)]), 0.0);
  for (var i = lane; i < LENGTH; i += LANES) {
    state = merge(state, State(f32(source[offset(line, i)]), 1.0));
  }
  state = joined(state, local);
  if (row >= ROWS) { return; }
  for (var i = lane; i < LENGTH; i += LANES) {
    let at = offset(line, i);
    result[at] = Element(normalized(f32(source[at]) - state.x, state.y));
  }
}
