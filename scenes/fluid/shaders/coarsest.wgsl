// The coarsest level solved as good as exactly by over-relaxed sweeps in shared memory.
// One workgroup of 256 threads; each takes every 256th cell. The level has at most 1024 cells.
// Bindings: level; rhs and pressure, both [height, width].
// Source: D. Young, "Iterative Solution of Large Linear Systems" (1971), the best factor of
// over-relaxation for this equation: 2 / (1 + sin(pi / n)).
// @import pressure-level
@group(1) @binding(1) var<storage, read> rhs: array<f32>;
@group(1) @binding(2) var<storage, read_write> pressure: array<f32>;

const THREADS = 256u;
const LARGEST = 1024u;
const SWEEPS = 28u;

var<workgroup> value: array<f32, LARGEST>;

@compute @workgroup_size(THREADS)
fn main(@builtin(local_invocation_index) thread: u32) {
  let width = level.cells.x;
  let height = level.cells.y;
  let count = min(width * height, LARGEST);
  let relaxation = 2.0 / (1.0 + sin(3.14159265 / f32(max(width, height))));
  for (var at = thread; at < count; at += THREADS) { value[at] = 0.0; }
  workgroupBarrier();
  for (var half = 0u; half < 2u * SWEEPS; half++) {
    for (var at = thread; at < count; at += THREADS) {
      let x = at % width;
      let y = at / width;
      if (((x + y) & 1u) != (half & 1u)) { continue; }
      var sum = -rhs[at];
      var weight = 4.0;
      if (x > 0u) { sum += value[at - 1u]; } else { weight += 1.0; }
      if (x + 1u < width) { sum += value[at + 1u]; } else { weight += 1.0; }
      if (y > 0u) { sum += value[at - width]; } else { weight += 1.0; }
      if (y + 1u < height) { sum += value[at + width]; } else { weight += 1.0; }
      value[at] = mix(value[at], sum / weight, relaxation);
    }
    workgroupBarrier();
  }
  for (var at = thread; at < count; at += THREADS) { pressure[at] = value[at]; }
}
