// A tensor with more around it, or less. One invocation an item of the result: a number, or four
// channels of a packed picture. Dispatch: flat over COUNT items, 64 a workgroup.
// The kernel module gives Item, FILL and sourceOf(i), -1 where there is nothing to copy.
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<Item>;
@group(1) @binding(1) var<storage, read_write> result: array<Item>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i >= COUNT) { return; }
  let at = sourceOf(i);
  if (at < 0) { result[i] = Item(FILL); }
  else { result[i] = source[u32(at)]; }
}
