// ON at the place along an axis that an index names, OFF elsewhere. One invocation an element of
// the result. Dispatch: flat over COUNT elements, 64 a workgroup.
// @import kernel

@group(1) @binding(0) var<storage, read> indices: array<i32>;
@group(1) @binding(1) var<storage, read_write> result: array<Item>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i >= COUNT) { return; }
  let place = i32((i / INNER) % u32(DEPTH));
  let index = indices[i / (INNER * u32(DEPTH)) * INNER + i % INNER];
  let named = select(index, index + DEPTH, index < 0);
  result[i] = Item(select(OFF, ON, named == place));
}
