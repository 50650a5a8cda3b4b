// An LSTM of small hidden state: one workgroup runs one sequence of one direction through all times,
// its state in workgroup memory. Dispatch: DIRECTIONS * BATCH workgroups.
// Bindings: projected and weights as in recurrent-project; results as ONNX has them.
// The kernel module gives initialHidden(i) and initialCell(i).
// @import kernel
// @import recurrent-cell

@group(1) @binding(0) var<storage, read> projected: array<vec4f>;
@group(1) @binding(1) var<storage, read> weights: array<Element4>;
@group(1) @binding(2) var<storage, read_write> outputs: array<Element>;
@group(1) @binding(3) var<storage, read_write> lastHidden: array<Element>;
@group(1) @binding(4) var<storage, read_write> lastCell: array<Element>;

// Hidden state before and after a step, in turns.
var<workgroup> hidden: array<f32, 2u * HIDDEN>;
var<workgroup> cells: array<f32, HIDDEN>;

@compute @workgroup_size(GROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let line = group.x;
  let sequence = sequenceOf(line);
  for (var unit = local; unit < HIDDEN; unit += GROUP) {
    hidden[unit] = initialHidden(line * HIDDEN + unit);
    cells[unit] = initialCell(line * HIDDEN + unit);
  }
  workgroupBarrier();
  for (var step = 0u; step < TIMES; step++) {
    let time = timeOf(sequence, step);
    let before = (step % 2u) * HIDDEN;
    let behind = HIDDEN - before;
    for (var unit = local; unit < HIDDEN; unit += GROUP) {
      var gates = projected[projectedAt(sequence, time, unit)];
      for (var k = 0u; k < HIDDEN; k++) {
        let weight = vec4f(weights[(sequence.direction * HIDDEN + k) * HIDDEN + unit]);
        gates += weight * hidden[before + k];
      }
      let next = lstmCell(gates, cells[unit]);
      hidden[behind + unit] = next.x;
      cells[unit] = next.y;
      outputs[outputAt(sequence, time, unit)] = Element(next.x);
    }
    workgroupBarrier();
  }
  for (var unit = local; unit < HIDDEN; unit += GROUP) {
    lastHidden[line * HIDDEN + unit] = Element(hidden[(TIMES % 2u) * HIDDEN + unit]);
    lastCell[line * HIDDEN + unit] = Element(cells[unit]);
  }
}
