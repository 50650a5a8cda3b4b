// A GRU of small hidden state: one workgroup runs one sequence of one direction through all times,
// its state in workgroup memory. Dispatch: DIRECTIONS * BATCH workgroups.
// Bindings: projected and weights as in recurrent-project; hiddenBias [direction][HIDDEN]; results as
// ONNX has them. LINEAR 1 multiplies by the reset gate behind the recurrent weights, 0 before them.
// The kernel module gives initialHidden(i), and WAITING = HIDDEN where LINEAR is 0, else 1.
// @import kernel
// @import recurrent-cell

@group(1) @binding(0) var<storage, read> projected: array<vec4f>;
@group(1) @binding(1) var<storage, read> weights: array<Element4>;
@group(1) @binding(2) var<storage, read> hiddenBias: array<f32>;
@group(1) @binding(3) var<storage, read_write> outputs: array<Element>;
@group(1) @binding(4) var<storage, read_write> lastHidden: array<Element>;

// Hidden state before and after a step, in turns.
var<workgroup> hidden: array<f32, 2u * HIDDEN>;
// Of each unit, the update gate and the hidden state times the reset gate.
var<workgroup> updates: array<f32, WAITING>;
var<workgroup> resets: array<f32, WAITING>;

fn weightAt(sequence: Sequence, k: u32, unit: u32) -> vec4f {
  return vec4f(weights[(sequence.direction * HIDDEN + k) * HIDDEN + unit]);
}

@compute @workgroup_size(GROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let line = group.x;
  let sequence = sequenceOf(line);
  for (var unit = local; unit < HIDDEN; unit += GROUP) {
    hidden[unit] = initialHidden(line * HIDDEN + unit);
  }
  workgroupBarrier();
  for (var step = 0u; step < TIMES; step++) {
    let time = timeOf(sequence, step);
    let before = (step % 2u) * HIDDEN;
    let behind = HIDDEN - before;
    for (var unit = local; unit < HIDDEN; unit += GROUP) {
      let gates = projected[projectedAt(sequence, time, unit)];
      var recurrent = vec4f(0.0);
      for (var k = 0u; k < HIDDEN; k++) {
        recurrent += weightAt(sequence, k, unit) * hidden[before + k];
      }
      let update = sigmoid(gates.x + recurrent.x);
      let reset = sigmoid(gates.y + recurrent.y);
      if (LINEAR == 1u) {
        let bias = hiddenBias[sequence.direction * HIDDEN + unit];
        let inner = gates.z + reset * (recurrent.z + bias);
        let next = gruCell(update, inner, hidden[before + unit]);
        hidden[behind + unit] = next;
        outputs[outputAt(sequence, time, unit)] = Element(next);
      } else {
        updates[min(unit, WAITING - 1u)] = update;
        resets[min(unit, WAITING - 1u)] = reset * hidden[before + unit];
      }
    }
    workgroupBarrier();
    if (LINEAR == 0u) {
      for (var unit = local; unit < HIDDEN; unit += GROUP) {
        var inner = projected[projectedAt(sequence, time, unit)].z;
        for (var k = 0u; k < HIDDEN; k++) {
          inner += weightAt(sequence, k, unit).z * resets[min(k, WAITING - 1u)];
        }
        let next = gruCell(updates[min(unit, WAITING - 1u)], inner, hidden[before + unit]);
        hidden[behind + unit] = next;
        outputs[outputAt(sequence, time, unit)] = Element(next);
      }
      workgroupBarrier();
    }
  }
  for (var unit = local; unit < HIDDEN; unit += GROUP) {
    lastHidden[line * HIDDEN + unit] = Element(hidden[(TIMES % 2u) * HIDDEN + unit]);
  }
}
