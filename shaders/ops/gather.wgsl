// Slices picked by index along one axis. One invocation a number of the result.
// Dispatch: flat over COUNT, 64 a workgroup.
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<Item>;
@group(1) @binding(1) var<storage, read> indices: array<i32>;
@group(1) @binding(2) var<storage, read_write> result: array<Item>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i >= COUNT) { return; }
  let index = indices[(i / INNER) % INDICES];
  let held = u32(clamp(select(index, index + EXTENT, index < 0), 0, EXTENT - 1));
  let outer = i / (INNER * INDICES);
  result[i] = source[(outer * u32(EXTENT) + held) * INNER + i % INNER];
}
