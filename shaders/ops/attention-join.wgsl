// Joins the parts of attention-lanes: one invocation makes four numbers of one query of one head.
// Dispatch: flat over COUNT, 64 a workgroup. Bindings: parts [ROWS][PARTS][VALUE_QUADS + 1], the last
// quad of which holds the largest score and the sum of weights; the result by store().
// @import kernel

@group(1) @binding(0) var<storage, read> parts: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i >= COUNT) { return; }
  let row = i / VALUE_QUADS;
  let quad = i % VALUE_QUADS;
  let stride = VALUE_QUADS + 1u;
  var best = LEAST;
  for (var part = 0u; part < PARTS; part++) {
    best = max(best, parts[(row * PARTS + part) * stride + VALUE_QUADS].x);
  }
  var total = 0.0;
  var sum = vec4f(0.0);
  for (var part = 0u; part < PARTS; part++) {
    let base = (row * PARTS + part) * stride;
    let about = parts[base + VALUE_QUADS];
    let factor = weightOf(about.x, best);
    total += factor * about.y;
    sum += factor * parts[base + quad];
  }
  store(row / (QUERIES * HEADS), (row / QUERIES) % HEADS, row % QUERIES, quad, shareOf(sum, total));
}
