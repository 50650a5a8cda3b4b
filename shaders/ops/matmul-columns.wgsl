// Product of few rows with a matrix, without lanes that wait for each other: an invocation sums 4
// columns of one row over all of K. For software adapters, on which barriers cost most; see
// matmul-rows for the rest, and for what the kernel module gives.
// Dispatch: x = ceil(column quads / 64), y = rows.
// Bindings: left [ROWS][K], right [K][QUADS] of four columns each, result [ROWS][N].
// @import kernel

@group(1) @binding(1) var<storage, read> right: array<Element4>;

fn rightFour(k: u32, quad: u32) -> vec4f { return vec4f(right[min(k, K - 1u) * QUADS + quad]); }

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quad = id.x;
  let row = id.y;
  if (quad >= QUADS) { return; }
  let shift = shiftOf(row);
  var sum = vec4f(0.0);
  var numbers = vec4f(0.0);
  var squares = vec4f(0.0);
  for (var k = 0u; k < K; k += 4u) {
    let x = leftFour(row, k) - shift;
    sum += rightFour(k, quad) * x.x + rightFour(k + 1u, quad) * x.y
      + rightFour(k + 2u, quad) * x.z + rightFour(k + 3u, quad) * x.w;
    if (NORMAL == 1u) {
      numbers += x;
      squares += x * x;
    }
  }
  put(sum, vec2f(dot(numbers, vec4f(1.0)), dot(squares, vec4f(1.0))), row, quad);
}
