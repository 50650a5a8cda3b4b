// The number itself where it is not negative, else times a slope that is broadcast. One invocation
// an element. Dispatch: flat over COUNT elements, 64 a workgroup.
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<Element>;
@group(1) @binding(1) var<storage, read> slope: array<Element>;
@group(1) @binding(2) var<storage, read_write> result: array<Element>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i >= COUNT) { return; }
  let x = f32(source[i]);
  result[i] = Element(select(x * f32(slope[slopeOffset(i)]), x, x >= 0.0));
}
