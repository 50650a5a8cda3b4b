// Rotary positions: turns pairs of numbers of every head by angles that grow with the position. One
// invocation a pair, or a number behind the pairs, which stays.
// Dispatch: flat over COUNT, 64 a workgroup. Bindings: source and result of one shape, position [1].
// The kernel module gives ITEMS (pairs and single numbers of a head), HEAD, HALF (pairs), placeOf(i)
// (row and position of head i) and, from rotary-angles, turned().
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<Element>;
@group(1) @binding(1) var<storage, read> position: array<i32>;
@group(1) @binding(2) var<storage, read_write> result: array<Element>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i >= COUNT) { return; }
  let head = i / ITEMS;
  let item = i % ITEMS;
  let base = head * HEAD;
  if (item >= HALF) {
    let at = base + item + HALF;
    result[at] = source[at];
    return;
  }
  let at = base + pairOf(item);
  let pair = vec2f(f32(source[at.x]), f32(source[at.y]));
  let both = turned(pair, item, position[0] + stepOf(head));
  result[at.x] = Element(both.x);
  result[at.y] = Element(both.y);
}
