// One way of the sine transform that solves the coarsest level exactly: there, with the division
// by the eigenvalues, and back. Without barriers, so that it compiles fast everywhere.
// A thread computes one value; 64 threads a workgroup. Values and waves are [height, width].
// Bindings: level, whose colour is 0 there and 1 back; source; result; across, [width, width], and
// down, [height, height]: waves by places; weight: what each wave there is multiplied by.
// Source: W. Press et al., "Numerical Recipes" (2007), section 20.4 (fast Poisson solvers).
// @import pressure-level
@group(1) @binding(1) var<storage, read> source: array<f32>;
@group(1) @binding(2) var<storage, read_write> result: array<f32>;
@group(1) @binding(3) var<storage, read> across: array<f32>;
@group(1) @binding(4) var<storage, read> down: array<f32>;
@group(1) @binding(5) var<storage, read> weight: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let width = level.cells.x;
  let height = level.cells.y;
  if (id.x >= width * height) { return; }
  let back = level.colour == 1u;
  let column = id.x % width;
  let row = id.x / width;
  var sum = 0.0;
  for (var y = 0u; y < height; y++) {
    var line = 0.0;
    for (var x = 0u; x < width; x++) {
      line += source[y * width + x] * across[select(column * width + x, x * width + column, back)];
    }
    sum += line * down[select(row * height + y, y * height + row, back)];
  }
  result[id.x] = sum * select(weight[id.x], 1.0, back);
}
