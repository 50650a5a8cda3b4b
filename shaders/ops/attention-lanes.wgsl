// Attention of few queries. A workgroup has one query of one head and one part of the keys: lanes
// weigh CHUNK keys at a time, each its own, then sum values, each some numbers of some keys. The sums
// are kept for the largest score so far and scaled when a larger one comes.
// Dispatch: x = batch * heads * queries, y = parts. Bindings: see engine/inference/attention/scores.ts;
// finish() writes the result, or a part's sums for attention-join.
// The kernel module gives LANES, VALUE_LANES (lanes that share the numbers of a value), PART (keys of a
// part), CHUNK (a multiple of LANES), and finish().
// @source M. Milakov and N. Gimelshein, "Online normalizer calculation for softmax", 2018
// @import kernel

const SUBSETS = LANES / VALUE_LANES;

var<workgroup> weights: array<f32, CHUNK>;
var<workgroup> numbers: array<f32, LANES>;
var<workgroup> sums: array<vec4f, LANES>;

// All lanes read what all wrote: as many uniform loads as a tree would have barriers and more, but
// barriers are what software adapters compile and run worst.
fn largestNumber() -> f32 {
  var best = numbers[0];
  for (var i = 1u; i < LANES; i++) { best = max(best, numbers[i]); }
  return best;
}

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let step = group.x % QUERIES;
  let head = (group.x / QUERIES) % HEADS;
  let batch = group.x / (QUERIES * HEADS);
  let query_base = queryPlace(batch, head, step);
  let begin = group.y * PART;
  let end = min(begin + PART, keyLimit(step));
  let quad = lane % VALUE_LANES;
  let subset = lane / VALUE_LANES;
  var best = LEAST;
  var total = 0.0;
  var sum = vec4f(0.0);
  for (var start = begin; start < end; start += CHUNK) {
    let count = min(CHUNK, end - start);
    var local_best = LEAST;
    for (var i = lane; i < count; i += LANES) {
      let base = keyPlace(batch, head / SHARERS, start + i);
      var products = vec4f(0.0);
      for (var q = 0u; q < QUADS; q++) { products += queryFour(query_base, q) * keyFour(base, q); }
      let score = adjusted(SCALE * dot(products, vec4f(1.0)), batch, head, step, start + i);
      weights[i] = score;
      local_best = max(local_best, score);
    }
    numbers[lane] = local_best;
    workgroupBarrier();
    let new_best = max(best, largestNumber());
    let factor = exp(best - new_best);
    best = new_best;
    total *= factor;
    for (var i = lane; i < count; i += LANES) {
      let weight = weightOf(weights[i], best);
      weights[i] = weight;
      total += weight;
    }
    workgroupBarrier();
    sum *= factor;
    if (quad < VALUE_QUADS) {
      for (var i = subset; i < count; i += SUBSETS) {
        sum += weights[i] * valueFour(valuePlace(batch, head / SHARERS, start + i), quad);
      }
    }
    workgroupBarrier();
  }

  sums[lane] = sum;
  numbers[lane] = total;
  workgroupBarrier();
  if (subset > 0u || quad >= VALUE_QUADS) { return; }
  for (var i = 1u; i < SUBSETS; i++) { sum += sums[i * VALUE_LANES + lane]; }
  var whole = 0.0;
  for (var i = 0u; i < LANES; i++) { whole += numbers[i]; }
  finish(batch, head, step, quad, sum, best, whole, group);
}
