// Numbers that the processor gives for a run, kept for all of it. One invocation a number.
// Dispatch: flat over COUNT, 64 a workgroup. Bindings: given, four to a vector; result [COUNT].
// @import kernel

@group(1) @binding(0) var<uniform> given: array<vec4f, QUADS>;
@group(1) @binding(1) var<storage, read_write> result: array<Element>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i < COUNT) { result[i] = Element(given[i / 4u][i % 4u]); }
}
