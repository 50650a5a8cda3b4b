// A function of every element. One invocation an element; packed padding is computed too.
// Dispatch: flat over COUNT elements, 64 a workgroup.
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<Element>;
@group(1) @binding(1) var<storage, read_write> result: array<Element>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i < COUNT) { result[i] = Element(activate(f32(source[i]))); }
}
