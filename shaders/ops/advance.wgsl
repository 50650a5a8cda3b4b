// Adds a known number to whole numbers, in place. One invocation a number.
// Dispatch: flat over COUNT, 64 a workgroup. Bindings: counter [COUNT].
// @import kernel

@group(1) @binding(0) var<storage, read_write> counter: array<i32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i < COUNT) { counter[i] += STEP; }
}
