// An operator of two tensors, broadcast. One invocation an element of the result;
// packed padding is made 0.
// Dispatch: flat over COUNT elements, 64 a workgroup.
// @import kernel

@group(1) @binding(0) var<storage, read> left: array<Side>;
@group(1) @binding(1) var<storage, read> right: array<Side>;
@group(1) @binding(2) var<storage, read_write> result: array<Result>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i >= COUNT) { return; }
  if (isPadding(i)) { result[i] = Result(0); }
  else { result[i] = Result(combine(C(left[offsetA(i)]), C(right[offsetB(i)]))); }
}
