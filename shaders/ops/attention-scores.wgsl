// Scores of few queries: one invocation weighs one key for one query of one head.
// Dispatch: flat over COUNT = batch * heads * queries * keys, 64 a workgroup. Bindings: see
// engine/inference/attention/scores.ts; scores [batch][heads][queries][keys].
// @import kernel

@group(1) @binding(7) var<storage, read_write> scores: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i >= COUNT) { return; }
  let row = i % KEYS;
  let step = (i / KEYS) % QUERIES;
  let head = (i / (KEYS * QUERIES)) % HEADS;
  let batch = i / (KEYS * QUERIES * HEADS);
  if (row >= keyLimit(step)) { return; }
  let query_base = queryPlace(batch, head, step);
  let base = keyPlace(batch, head / SHARERS, row);
  var products = vec4f(0.0);
  for (var quad = 0u; quad < QUADS; quad++) {
    products += queryFour(query_base, quad) * keyFour(base, quad);
  }
  scores[i] = adjusted(SCALE * dot(products, vec4f(1.0)), batch, head, step, row);
}
