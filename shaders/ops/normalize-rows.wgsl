// Normalises rows that are short or many: lanes find a row's mean, then its variance, then write.
// Dispatch: GROUP / LANES rows a workgroup. A row is LENGTH numbers side by side.
// The kernel module gives fn scaledAt(x: f32, i: u32) -> f32 with its bindings; CENTRED 0 leaves the
// mean at 0.
// @import kernel
// @import lanes

@group(1) @binding(0) var<storage, read> source: array<Element>;
@group(1) @binding(1) var<storage, read_write> result: array<Element>;

alias State = f32;

fn merge(a: State, b: State) -> State { return a + b; }

@compute @workgroup_size(GROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let row = rowOf(group, local);
  let base = min(row, ROWS - 1u) * LENGTH;
  let lane = local % LANES;
  var mean = 0.0;
  if (CENTRED == 1u) {
    var sum = 0.0;
    for (var i = lane; i < LENGTH; i += LANES) { sum += f32(source[base + i]); }
    mean = joined(sum, local) / f32(LENGTH);
  }
  var squares = 0.0;
  for (var i = lane; i < LENGTH; i += LANES) {
    let deviation = f32(source[base + i]) - mean;
    squares += deviation * deviation;
  }
  let inverse = inverseSqrt(joined(squares, local) / f32(LENGTH) + EPSILON);
  if (row >= ROWS) { return; }
  for (var i = lane; i < LENGTH; i += LANES) {
    let at = base + i;
    result[at] = Element(activate(scaledAt((f32(source[at]) - mean) * inverse, at)));
  }
}
