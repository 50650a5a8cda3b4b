// Attention of many queries. A workgroup has 32 queries of one head and walks the keys 32 at a time;
// an invocation weighs 4 keys for 4 queries, then sums some numbers of the values for these 4 queries.
// Scores never leave the workgroup; sums are kept for the largest score so far.
// Dispatch: x = ceil(queries / 32), y = batch * heads, z = slices of VALUE_SLICE quads of the values.
// Bindings: see engine/inference/attention/scores.ts. The kernel module gives Sums (the invocation's
// sums of values, in named matrices of one column a query) with noSums(), scaleSums(), addValues() and
// storeSums().
// @source T. Dao et al., "FlashAttention: Fast and Memory-Efficient Exact Attention with
// IO-Awareness", 2022
// @import kernel

const TILE = 32u;
const SIDE = 8u;

// Largest score of each row group's 4 queries, of each key group.
var<workgroup> numbers: array<vec4f, SIDE * SIDE>;
// Weights of 4 queries: [key][row group].
var<workgroup> weights: array<vec4f, TILE * SIDE>;

fn dots(queries: mat4x4f, key: vec4f, sum: vec4f) -> vec4f {
  return sum + queries[0] * key.x + queries[1] * key.y + queries[2] * key.z + queries[3] * key.w;
}

fn weightsOf(scores: vec4f, best: vec4f) -> vec4f {
  return select(exp(scores - best), vec4f(0.0), scores <= vec4f(LEAST));
}

@compute @workgroup_size(8, 8)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let head = group.y % HEADS;
  let batch = group.y / HEADS;
  let kv = head / SHARERS;
  let first = group.x * TILE + local.y * 4u;
  // Queries and keys behind the last are read again from the last: loads stay in bounds.
  let rows = min(vec4u(first, first + 1u, first + 2u, first + 3u), vec4u(QUERIES - 1u));
  let q0 = queryPlace(batch, head, rows.x);
  let q1 = queryPlace(batch, head, rows.y);
  let q2 = queryPlace(batch, head, rows.z);
  let q3 = queryPlace(batch, head, rows.w);
  let limit = keyLimit(min(group.x * TILE + TILE, QUERIES) - 1u);
  let slice = group.z * VALUE_SLICE + local.x;
  var best = vec4f(LEAST);
  var total = vec4f(0.0);
  var sums = noSums();
  for (var start = 0u; start < limit; start += TILE) {
    let key = start + local.x * 4u;
    let k0 = keyPlace(batch, kv, min(key, KEYS - 1u));
    let k1 = keyPlace(batch, kv, min(key + 1u, KEYS - 1u));
    let k2 = keyPlace(batch, kv, min(key + 2u, KEYS - 1u));
    let k3 = keyPlace(batch, kv, min(key + 3u, KEYS - 1u));
    var s0 = vec4f(0.0);
    var s1 = vec4f(0.0);
    var s2 = vec4f(0.0);
    var s3 = vec4f(0.0);
    for (var quad = 0u; quad < QUADS; quad++) {
      let queries = transpose(mat4x4f(
        queryFour(q0, quad), queryFour(q1, quad), queryFour(q2, quad), queryFour(q3, quad)));
      s0 = dots(queries, keyFour(k0, quad), s0);
      s1 = dots(queries, keyFour(k1, quad), s1);
      s2 = dots(queries, keyFour(k2, quad), s2);
      s3 = dots(queries, keyFour(k3, quad), s3);
    }
    s0 = adjustedFour(SCALE * s0, batch, head, rows, key, limit);
    s1 = adjustedFour(SCALE * s1, batch, head, rows, key + 1u, limit);
    s2 = adjustedFour(SCALE * s2, batch, head, rows, key + 2u, limit);
    s3 = adjustedFour(SCALE * s3, batch, head, rows, key + 3u, limit);

    numbers[local.y * SIDE + local.x] = max(max(s0, s1), max(s2, s3));
    workgroupBarrier();
    var new_best = best;
    for (var i = 0u; i < SIDE; i++) { new_best = max(new_best, numbers[local.y * SIDE + i]); }
    let factor = exp(best - new_best);
    best = new_best;
    let w0 = weightsOf(s0, best);
    let w1 = weightsOf(s1, best);
    let w2 = weightsOf(s2, best);
    let w3 = weightsOf(s3, best);
    total = total * factor + ((w0 + w1) + (w2 + w3));
    let place = local.x * 4u * SIDE + local.y;
    weights[place] = w0;
    weights[place + SIDE] = w1;
    weights[place + 2u * SIDE] = w2;
    weights[place + 3u * SIDE] = w3;
    workgroupBarrier();
    scaleSums(&sums, factor);
    let count = min(TILE, limit - start);
    for (var i = 0u; i < count; i++) {
      addValues(&sums, weights[i * SIDE + local.y], valuePlace(batch, kv, start + i), slice);
    }
  }

  workgroupBarrier();
  numbers[local.y * SIDE + local.x] = total;
  workgroupBarrier();
  var whole = vec4f(0.0);
  for (var i = 0u; i < SIDE; i++) { whole += numbers[local.y * SIDE + i]; }
  storeSums(sums, whole, batch, head, first, slice);
}
