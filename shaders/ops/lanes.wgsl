// Rows that several invocations share, called lanes: which row an invocation has, and how the lanes
// of a row join what each has found, by a tree in workgroup memory.
// The kernel module gives LANES (a power of two), GROUP (invocations of a workgroup, a multiple of
// LANES), the type State and fn merge(a: State, b: State) -> State.

var<workgroup> held: array<State, GROUP>;

fn rowOf(group: vec3u, local: u32) -> u32 {
  return (group.y * GROUPS_X + group.x) * (GROUP / LANES) + local / LANES;
}

// What all lanes of a row have found together, for each of them. All invocations must call it.
fn joined(state: State, local: u32) -> State {
  if (LANES == 1u) { return state; }
  let lane = local % LANES;
  held[local] = state;
  workgroupBarrier();
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    if (lane < half) { held[local] = merge(held[local], held[local + half]); }
    workgroupBarrier();
  }
  let whole = held[local - lane];
  workgroupBarrier();
  return whole;
}
