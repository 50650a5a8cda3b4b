// What attention-scores leads to: one invocation makes four numbers of one query of one head, from all
// its scores. Invocations of a query repeat its exponentials rather than wait for each other.
// Dispatch: flat over COUNT = batch * heads * queries * value quads, 64 a workgroup. Bindings: see
// engine/inference/attention/scores.ts; scores [batch][heads][queries][keys].
// @import kernel

@group(1) @binding(7) var<storage, read> scores: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i >= COUNT) { return; }
  let quad = i % VALUE_QUADS;
  let line = i / VALUE_QUADS;
  let step = line % QUERIES;
  let head = (line / QUERIES) % HEADS;
  let batch = line / (QUERIES * HEADS);
  let limit = keyLimit(step);
  var best = LEAST;
  for (var row = 0u; row < limit; row++) { best = max(best, scores[line * KEYS + row]); }
  var total = 0.0;
  var sum = vec4f(0.0);
  for (var row = 0u; row < limit; row++) {
    let weight = weightOf(scores[line * KEYS + row], best);
    total += weight;
    sum += weight * valueFour(valuePlace(batch, head / SHARERS, row), quad);
  }
  store(batch, head, step, quad, shareOf(sum, total));
}
