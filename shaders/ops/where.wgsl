// Numbers of one tensor where a condition holds, else of another; all broadcast. One invocation an
// element of the result. Dispatch: flat over COUNT elements, 64 a workgroup.
// @import kernel

@group(1) @binding(0) var<storage, read> condition: array<i32>;
@group(1) @binding(1) var<storage, read> left: array<Item>;
@group(1) @binding(2) var<storage, read> right: array<Item>;
@group(1) @binding(3) var<storage, read_write> result: array<Item>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i >= COUNT) { return; }
  if (condition[conditionOffset(i)] != 0) { result[i] = left[leftOffset(i)]; }
  else { result[i] = right[rightOffset(i)]; }
}
