// Product of few rows with a matrix that is read once. An invocation sums 4 columns of up to 4 rows
// over a stretch of K; the first of the SPLITS invocations that share columns joins their sums.
// Where rows are normalised, it also sums the row's numbers and their squares, less the row's first
// number so that a large mean does not swallow the variance.
// Dispatch: x = ceil(column quads / COLUMN_LANES), y = ceil(ROWS / ROW_COUNT).
// Bindings: left [ROWS][K], right [K][QUADS] of four columns each, result [ROWS][N].
// The kernel module gives ROW_COUNT (1 or 4), STRETCH (quads of K), NORMAL (0, or 1 where rows are
// normalised), shiftOf(row), leftFour(row, k): four numbers, zeros behind K, and
// put(sum, moments, row, quad).
// @import kernel

@group(1) @binding(1) var<storage, read> right: array<Element4>;

const COLUMN_LANES = 64u / SPLITS;

var<workgroup> held: array<vec4f, 64u * ROW_COUNT>;
// Sums of numbers and of squares of up to four rows, two each.
var<workgroup> moments: array<array<vec4f, 2>, 64>;

fn rightFour(k: u32, quad: u32) -> vec4f { return vec4f(right[min(k, K - 1u) * QUADS + quad]); }

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let place = group.x * COLUMN_LANES + lane % COLUMN_LANES;
  let quad = min(place, QUADS - 1u);
  let split = lane / COLUMN_LANES;
  let row = group.y * ROW_COUNT;
  let shift = vec4f(shiftOf(row), shiftOf(row + 1u), shiftOf(row + 2u), shiftOf(row + 3u));
  var sum0 = vec4f(0.0);
  var sum1 = vec4f(0.0);
  var sum2 = vec4f(0.0);
  var sum3 = vec4f(0.0);
  var numbers = vec4f(0.0);
  var squares = vec4f(0.0);
  let end = min((split + 1u) * STRETCH * 4u, K);
  for (var k = split * STRETCH * 4u; k < end; k += 4u) {
    let w0 = rightFour(k, quad);
    let w1 = rightFour(k + 1u, quad);
    let w2 = rightFour(k + 2u, quad);
    let w3 = rightFour(k + 3u, quad);
    let x0 = leftFour(row, k) - shift.x;
    sum0 += w0 * x0.x + w1 * x0.y + w2 * x0.z + w3 * x0.w;
    if (NORMAL == 1u) {
      numbers.x += dot(x0, vec4f(1.0));
      squares.x += dot(x0, x0);
    }
    if (ROW_COUNT > 1u) {
      let x1 = leftFour(row + 1u, k) - shift.y;
      let x2 = leftFour(row + 2u, k) - shift.z;
      let x3 = leftFour(row + 3u, k) - shift.w;
      sum1 += w0 * x1.x + w1 * x1.y + w2 * x1.z + w3 * x1.w;
      sum2 += w0 * x2.x + w1 * x2.y + w2 * x2.z + w3 * x2.w;
      sum3 += w0 * x3.x + w1 * x3.y + w2 * x3.z + w3 * x3.w;
      if (NORMAL == 1u) {
        numbers += vec4f(0.0, dot(x1, vec4f(1.0)), dot(x2, vec4f(1.0)), dot(x3, vec4f(1.0)));
        squares += vec4f(0.0, dot(x1, x1), dot(x2, x2), dot(x3, x3));
      }
    }
  }
  if (SPLITS > 1u) {
    held[lane * ROW_COUNT] = sum0;
    if (ROW_COUNT > 1u) {
      held[lane * ROW_COUNT + 1u] = sum1;
      held[lane * ROW_COUNT + 2u] = sum2;
      held[lane * ROW_COUNT + 3u] = sum3;
    }
    if (NORMAL == 1u) { moments[lane] = array<vec4f, 2>(numbers, squares); }
    workgroupBarrier();
    if (split > 0u) { return; }
    for (var i = 1u; i < SPLITS; i++) {
      let other = i * COLUMN_LANES + lane;
      sum0 += held[other * ROW_COUNT];
      if (ROW_COUNT > 1u) {
        sum1 += held[other * ROW_COUNT + 1u];
        sum2 += held[other * ROW_COUNT + 2u];
        sum3 += held[other * ROW_COUNT + 3u];
      }
      if (NORMAL == 1u) {
        numbers += moments[other][0];
        squares += moments[other][1];
      }
    }
  }
  if (place >= QUADS) { return; }
  put(sum0, vec2f(numbers.x, squares.x), row, quad);
  if (ROW_COUNT > 1u) {
    put(sum1, vec2f(numbers.y, squares.y), row + 1u, quad);
    put(sum2, vec2f(numbers.z, squares.z), row + 2u, quad);
    put(sum3, vec2f(numbers.w, squares.w), row + 3u, quad);
  }
}
