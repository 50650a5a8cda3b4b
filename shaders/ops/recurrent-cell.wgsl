// What the kernels of recurrent layers share: where things lie, and the cells themselves.
// The kernel module gives DIRECTIONS, BATCH, HIDDEN, TIMES, and FORWARD (1 where the first direction
// runs forward).
// @source ONNX operators LSTM-14 and GRU-14

// A sequence of one direction; `line` counts directions, then the batch.
struct Sequence { direction: u32, batch: u32 }

fn sequenceOf(line: u32) -> Sequence { return Sequence(line / BATCH, line % BATCH); }

// The time that a sequence is at after `step` steps.
fn timeOf(sequence: Sequence, step: u32) -> u32 {
  let forward = sequence.direction == 0u && FORWARD == 1u;
  return select(TIMES - 1u - step, step, forward);
}

fn projectedAt(sequence: Sequence, time: u32, unit: u32) -> u32 {
  return ((sequence.direction * TIMES + time) * BATCH + sequence.batch) * HIDDEN + unit;
}

fn outputAt(sequence: Sequence, time: u32, unit: u32) -> u32 {
  return ((time * DIRECTIONS + sequence.direction) * BATCH + sequence.batch) * HIDDEN + unit;
}

fn sigmoid(x: f32) -> f32 { return 1.0 / (1.0 + exp(-x)); }

// tanh overflows to NaN for large arguments on some drivers.
fn tanhOf(x: f32) -> f32 { return tanh(clamp(x, -15.0, 15.0)); }

// Hidden state and cell after a step of an LSTM; gates are input, output, forget and cell.
fn lstmCell(gates: vec4f, cell: f32) -> vec2f {
  let next = sigmoid(gates.z) * cell + sigmoid(gates.x) * tanhOf(gates.w);
  return vec2f(sigmoid(gates.y) * tanhOf(next), next);
}

// Hidden state after a step of a GRU; gates are update, reset and hidden.
fn gruCell(update: f32, hidden: f32, before: f32) -> f32 {
  return (1.0 - update) * tanhOf(hidden) + update * before;
}
