// Running sums along lines: each lane sums a stretch of its line, then writes the stretch again on
// top of what the lanes before it have. Dispatch: GROUP / LANES lines a workgroup.
// The kernel module gives Number and offset(row, i), which counts from the end where sums run back.
// @import kernel
// @import lanes

@group(1) @binding(0) var<storage, read> source: array<Item>;
@group(1) @binding(1) var<storage, read_write> result: array<Item>;

alias State = Number;

fn merge(a: State, b: State) -> State { return a + b; }

@compute @workgroup_size(GROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let row = rowOf(group, local);
  let line = min(row, ROWS - 1u);
  let lane = local % LANES;
  let begin = lane * STRETCH;
  let end = min(begin + STRETCH, LENGTH);
  var sum = Number(0);
  for (var i = begin; i < end; i++) { sum += Number(source[offset(line, i)]); }
  held[local] = sum;
  workgroupBarrier();
  sum = Number(0);
  for (var before = local - lane; before < local; before++) { sum += held[before]; }
  if (row >= ROWS) { return; }
  for (var i = begin; i < end; i++) {
    let at = offset(line, i);
    let next = sum + Number(source[at]);
    result[at] = Item(select(next, sum, EXCLUSIVE == 1u));
    sum = next;
  }
}
