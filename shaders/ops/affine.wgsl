// What a norm does to each number once it knows the statistics. One invocation a number of a
// row-major tensor, or four channels of a packed one.
// Dispatch: flat over COUNT items, 64 a workgroup.
// The kernel module gives Item, Wide and fn transform(x: Wide, i: u32) -> Wide with its bindings.
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<Item>;
@group(1) @binding(1) var<storage, read_write> result: array<Item>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i < COUNT) { result[i] = Item(activate(transform(Wide(source[i]), i))); }
}
