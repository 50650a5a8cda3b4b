// One step of a GRU of large hidden state, all sequences at once, the reset gate behind the
// recurrent weights. One invocation a hidden unit of a sequence.
// Dispatch: flat over COUNT = DIRECTIONS * BATCH * HIDDEN, 64 a workgroup.
// Bindings: projected and weights as in recurrent-project; hiddenBias [direction][HIDDEN]; step [1],
// which step this is; memory as recurrent-start leaves it; results as ONNX has them.
// @import kernel
// @import recurrent-cell

@group(1) @binding(0) var<storage, read> projected: array<vec4f>;
@group(1) @binding(1) var<storage, read> weights: array<Element4>;
@group(1) @binding(2) var<storage, read> hiddenBias: array<f32>;
@group(1) @binding(3) var<storage, read_write> outputs: array<Element>;
@group(1) @binding(4) var<storage, read_write> lastHidden: array<Element>;
@group(1) @binding(5) var<storage, read> step: array<u32>;
@group(1) @binding(6) var<storage, read_write> memory: array<f32>;

fn hiddenBefore(i: u32) -> f32 { return memory[((step[0] + 1u) % 2u) * COUNT + i]; }

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i >= COUNT) { return; }
  let unit = i % HIDDEN;
  let first = i - unit;
  let sequence = sequenceOf(i / HIDDEN);
  let time = timeOf(sequence, step[0]);
  let gates = projected[projectedAt(sequence, time, unit)];
  var recurrent = vec4f(0.0);
  for (var k = 0u; k < HIDDEN; k++) {
    let weight = vec4f(weights[(sequence.direction * HIDDEN + k) * HIDDEN + unit]);
    recurrent += weight * hiddenBefore(first + k);
  }
  let bias = hiddenBias[sequence.direction * HIDDEN + unit];
  let inner = gates.z + sigmoid(gates.y + recurrent.y) * (recurrent.z + bias);
  let next = gruCell(sigmoid(gates.x + recurrent.x), inner, hiddenBefore(i));
  memory[(step[0] % 2u) * COUNT + i] = next;
  outputs[outputAt(sequence, time, unit)] = Element(next);
  if (step[0] == TIMES - 1u) { lastHidden[i] = Element(next); }
}
