// Copies numbers from place to place: transposition, slices, repetition, joining. One invocation a
// number. Dispatch: flat over COUNT, 64 a workgroup.
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<Item>;
@group(1) @binding(1) var<storage, read_write> result: array<Item>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i < COUNT) { result[toOffset(i)] = source[fromOffset(i)]; }
}
