// Takes queries, keys and values of new steps apart: turns queries and keys by their positions, and
// writes keys and values into their caches, in place. One invocation a pair of numbers of a head, or
// a number behind the pairs.
// Dispatch: flat over COUNT, 64 a workgroup. Bindings: source [BATCH][STEPS][SLOTS][HEAD], where the
// slots are QUERY_HEADS queries, GROUPS keys and GROUPS values; position [1]; caches
// [BATCH][GROUPS][ROWS][HEAD]; query [BATCH][STEPS][QUERY_HEADS][HEAD].
// The kernel module gives HALF, ITEMS (a head's pairs and single numbers), turned(), pairOf() and
// rowAt(position: i32) -> i32.
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<Element>;
@group(1) @binding(1) var<storage, read> position: array<i32>;
@group(1) @binding(2) var<storage, read_write> keys: array<Element>;
@group(1) @binding(3) var<storage, read_write> values: array<Element>;
@group(1) @binding(4) var<storage, read_write> query: array<Element>;

const SLOTS = QUERY_HEADS + 2u * GROUPS;

fn put(slot: u32, line: u32, row: i32, at: u32, number: f32) {
  if (slot < QUERY_HEADS) {
    query[(line * QUERY_HEADS + slot) * HEAD + at] = Element(number);
    return;
  }
  if (row < 0) { return; }
  let batch = line / STEPS;
  let base = ((batch * GROUPS + (slot - QUERY_HEADS) % GROUPS) * ROWS + u32(row)) * HEAD;
  if (slot < QUERY_HEADS + GROUPS) { keys[base + at] = Element(number); }
  else { values[base + at] = Element(number); }
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i >= COUNT) { return; }
  let head = i / ITEMS;
  let item = i % ITEMS;
  let slot = head % SLOTS;
  let line = head / SLOTS;
  let base = head * HEAD;
  let now = position[0] + i32(line % STEPS);
  let row = rowAt(now);
  if (item >= HALF) {
    let at = item + HALF;
    put(slot, line, row, at, f32(source[base + at]));
    return;
  }
  let at = pairOf(item);
  var pair = vec2f(f32(source[base + at.x]), f32(source[base + at.y]));
  if (slot < QUERY_HEADS + GROUPS) { pair = turned(pair, item, now); }
  put(slot, line, row, at.x, pair.x);
  put(slot, line, row, at.y, pair.y);
}
