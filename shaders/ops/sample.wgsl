// Draws one index of each row of logits, given a number between 0 and 1: the first index at which
// the sum of probabilities exceeds it. Lanes find the best logit, then if asked the K-th best, then
// sum a stretch of the row each; the first lane walks the stretches, then the one it ends in.
// Dispatch: one row a workgroup. Bindings: uniform [ROWS], temperature [1], result [ROWS].
// The kernel module gives TOP_K, 0 for all, and temperatureOf().
// @import kernel
// @import lanes

@group(1) @binding(0) var<storage, read> logits: array<Element>;
@group(1) @binding(1) var<storage, read> chance: array<Element>;
@group(1) @binding(2) var<storage, read_write> result: array<i32>;

// A logit and its place; nothing was found where `at` is NONE.
struct State { value: f32, at: u32 }
const NONE = 0xffffffffu;

var<workgroup> sums: array<f32, GROUP>;

fn comesBefore(a: State, b: State) -> bool {
  return a.value > b.value || (a.value == b.value && a.at < b.at);
}

fn merge(a: State, b: State) -> State {
  if (a.at == NONE || (b.at != NONE && comesBefore(b, a))) { return b; }
  return a;
}

fn logitAt(row: u32, i: u32) -> State { return State(f32(logits[row * LENGTH + i]), i); }

// The best logit that comes after `last`; the best of all where that is none.
fn nextBest(row: u32, last: State, local: u32) -> State {
  var best = State(0.0, NONE);
  for (var i = local; i < LENGTH; i += GROUP) {
    let here = logitAt(row, i);
    if (last.at == NONE || comesBefore(last, here)) { best = merge(best, here); }
  }
  return joined(best, local);
}

// Probability of a logit, but for a factor; 0 behind the K-th best.
fn weight(logit: State, best: State, worst: State, sharpness: f32) -> f32 {
  if (TOP_K > 0u && comesBefore(worst, logit)) { return 0.0; }
  return exp((logit.value - best.value) * sharpness);
}

@compute @workgroup_size(GROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let row = group.y * GROUPS_X + group.x;
  let held_row = min(row, ROWS - 1u);
  let best = nextBest(held_row, State(0.0, NONE), local);
  var worst = best;
  for (var k = 1u; k < TOP_K; k++) { worst = nextBest(held_row, worst, local); }

  let temperature = temperatureOf();
  let sharpness = 1.0 / max(temperature, 1e-6);
  let begin = local * STRETCH;
  let end = min(begin + STRETCH, LENGTH);
  var sum = 0.0;
  for (var i = begin; i < end; i++) {
    sum += weight(logitAt(held_row, i), best, worst, sharpness);
  }
  sums[local] = sum;
  workgroupBarrier();
  if (local > 0u || row >= ROWS) { return; }
  if (temperature <= 0.0) { result[row] = i32(best.at); return; }

  var total = 0.0;
  for (var lane = 0u; lane < GROUP; lane++) { total += sums[lane]; }
  var left = f32(chance[row]) * total;
  // Rounding may leave a little at the end: the last lane and number with any weight take it.
  var chosen = best.at / STRETCH;
  for (var lane = 0u; lane < GROUP; lane++) {
    if (sums[lane] > 0.0) { chosen = lane; if (left < sums[lane]) { break; } }
    if (lane + 1u < GROUP) { left -= sums[lane]; }
  }
  var at = best.at;
  for (var i = chosen * STRETCH; i < min((chosen + 1u) * STRETCH, LENGTH); i++) {
    let share = weight(logitAt(row, i), best, worst, sharpness);
    if (share > 0.0) { at = i; if (left < share) { break; } }
    left -= share;
  }
  result[row] = i32(at);
}
