// Writes rows into a tensor from a place on that is known at run time. One invocation a number of
// what is written. Dispatch: flat over COUNT, 64 a workgroup.
// Bindings: update [OUTER][ROWS][INNER], position [1], kept [OUTER][EXTENT][INNER], changed in place.
// The kernel module gives OFFSET and rowAt(row: i32) -> i32: where a row goes, or -1 for nowhere.
// @import kernel

@group(1) @binding(0) var<storage, read> update: array<Item>;
@group(1) @binding(1) var<storage, read> position: array<i32>;
@group(1) @binding(2) var<storage, read_write> kept: array<Item>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i >= COUNT) { return; }
  let row = (i / INNER) % ROWS;
  let to = rowAt(position[0] + OFFSET + i32(row));
  if (to < 0) { return; }
  kept[((i / (INNER * ROWS)) * EXTENT + u32(to)) * INNER + i % INNER] = update[i];
}
