// A fully connected layer with weights of a byte for few rows, as in decoding: lanes share the sum of
// one number of the result. Dispatch: GROUP / LANES numbers a workgroup.
// Bindings: source [rows][K], weights [COLUMNS][LENGTH], each four bytes of one column, scale and
// bias [COLUMNS]; ROWS counts numbers of the result.
// @import kernel
// @import lanes

@group(1) @binding(0) var<storage, read> source: array<Element>;
@group(1) @binding(1) var<storage, read> weights: array<u32>;
@group(1) @binding(2) var<storage, read> scale: array<Element>;
@group(1) @binding(3) var<storage, read_write> result: array<Element>;

alias State = f32;

fn merge(a: State, b: State) -> State { return a + b; }

@compute @workgroup_size(GROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let number = rowOf(group, local);
  let place = min(number, ROWS - 1u);
  let column = place % COLUMNS;
  let row = (place / COLUMNS) * K;
  var sum = 0.0;
  for (var word = local % LANES; word < LENGTH; word += LANES) {
    let w = bitcast<i32>(weights[column * LENGTH + word]);
    for (var i = 0u; i < 4u; i++) {
      let at = row + min(word * 4u + i, K - 1u);
      sum += f32(source[at]) * f32(extractBits(w, i * 8u, 8u));
    }
  }
  sum = joined(sum, local);
  if (number < ROWS && local % LANES == 0u) {
    result[number] = Element(activate(sum * f32(scale[column]) + biasAt(column)));
  }
}
