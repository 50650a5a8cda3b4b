// Numbers from 0 to below 1 that follow from a seed and a counter. One invocation a number.
// Dispatch: flat over COUNT, 64 a workgroup. Bindings: seed [1], counter [1], result [COUNT].
// @source C. Wellons, "Prospecting for Hash Functions", 2018 (lowbias32)
// @import kernel

@group(1) @binding(0) var<storage, read> seed: array<i32>;
@group(1) @binding(1) var<storage, read> counter: array<i32>;
@group(1) @binding(2) var<storage, read_write> result: array<Element>;

fn mixed(number: u32) -> u32 {
  var x = number;
  x = (x ^ (x >> 16u)) * 0x7feb352du;
  x = (x ^ (x >> 15u)) * 0x846ca68bu;
  return x ^ (x >> 16u);
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i >= COUNT) { return; }
  let bits = mixed(mixed(mixed(u32(seed[0])) + u32(counter[0])) + i);
  result[i] = Element(f32(bits >> 8u) / 16777216.0);
}
