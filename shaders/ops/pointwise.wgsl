// A function of every number, whole or real. One invocation an element; packed padding
// is made 0. Dispatch: flat over COUNT elements, 64 a workgroup.
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<From>;
@group(1) @binding(1) var<storage, read_write> result: array<To>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i >= COUNT) { return; }
  if (isPadding(i)) { result[i] = To(0); }
  else { result[i] = To(apply(Given(source[i]))); }
}
