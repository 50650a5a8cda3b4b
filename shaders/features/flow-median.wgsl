// Median of 3 x 3 flows, each component for itself: takes out what stands alone.
// A thread computes one pixel; 8 x 8 threads a workgroup.
// Bindings: level, a pyramid level, for its size; flow and result [height, width].
// Source: D. Sun, S. Roth, M. J. Black, "Secrets of Optical Flow Estimation and Their
// Principles" (2010); network of A. W. Paeth, "Median Finding on a 3 x 3 Grid" (1990).
@group(1) @binding(0) var level: texture_2d<f32>;
@group(1) @binding(1) var<storage, read> flow: array<vec2f>;
@group(1) @binding(2) var<storage, read_write> result: array<vec2f>;

var<private> v: array<vec2f, 9>;

fn order(a: i32, b: i32) {
  let low = min(v[a], v[b]);
  v[b] = max(v[a], v[b]);
  v[a] = low;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(level);
  if (any(id.xy >= size)) {
    return;
  }
  let last = vec2i(size) - 1;
  for (var i = 0; i < 9; i++) {
    let at = vec2u(clamp(vec2i(id.xy) + vec2i(i % 3, i / 3) - 1, vec2i(0), last));
    v[i] = flow[at.y * size.x + at.x];
  }
  order(1, 2); order(4, 5); order(7, 8);
  order(0, 1); order(3, 4); order(6, 7);
  order(1, 2); order(4, 5); order(7, 8);
  order(0, 3); order(5, 8); order(4, 7);
  order(3, 6); order(1, 4); order(2, 5);
  order(4, 7); order(4, 2); order(6, 4);
  order(4, 2);
  result[id.y * size.x + id.x] = v[4];
}
