// Product of few rows with a matrix that is read once. An invocation sums 4 columns of up to 4 rows
// over a stretch of K; the first of the SPLITS invocations that share columns joins their sums.
// Dispatch: x = ceil(column quads / COLUMN_LANES), y = ceil(ROWS / 4).
// Bindings: left [ROWS][K], right [K][QUADS] of four columns each, result [ROWS][N].
// The kernel module gives ROW_COUNT (rows of an invocation), STRETCH (quads of K), Sums with
// noSums(row), added(), joined() and finish(), and leftFour(row, k): four numbers, zeros behind K.
// @import kernel

@group(1) @binding(1) var<storage, read> right: array<Element4>;

const COLUMN_LANES = 64u / SPLITS;

var<workgroup> held: array<Sums, 64>;

fn rightFour(k: u32, quad: u32) -> vec4f { return vec4f(right[min(k, K - 1u) * QUADS + quad]); }

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let quad = min(group.x * COLUMN_LANES + lane % COLUMN_LANES, QUADS - 1u);
  let split = lane / COLUMN_LANES;
  let row = group.y * ROW_COUNT;
  var sums = noSums(row);
  let end = min((split + 1u) * STRETCH * 4u, K);
  for (var k = split * STRETCH * 4u; k < end; k += 4u) {
    let weights = mat4x4f(
      rightFour(k, quad), rightFour(k + 1u, quad), rightFour(k + 2u, quad), rightFour(k + 3u, quad));
    sums = added(sums, weights, row, k);
  }
  if (SPLITS > 1u) {
    held[lane] = sums;
    workgroupBarrier();
    if (split > 0u) { return; }
    for (var i = 1u; i < SPLITS; i++) { sums = joined(sums, held[i * COLUMN_LANES + lane]); }
  }
  if (group.x * COLUMN_LANES + lane % COLUMN_LANES < QUADS) { finish(sums, row, quad); }
}
