// Half a sweep of red-black Gauss-Seidel over one level.
// A thread computes one cell of one colour of the chessboard, in place; 8 x 8 threads a
// workgroup, over half the level's width and its height.
// Bindings: level; rhs and pressure, both [height, width].
// Source: W. Briggs, V. Henson, S. McCormick, "A Multigrid Tutorial" (2000), chapter 2.
// @import pressure-level
@group(1) @binding(1) var<storage, read> rhs: array<f32>;
@group(1) @binding(2) var<storage, read_write> pressure: array<f32>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let x = 2u * id.x + ((id.y + level.colour) & 1u);
  let y = id.y;
  let width = level.cells.x;
  let height = level.cells.y;
  if (x >= width || y >= height) { return; }
  let at = y * width + x;
  var sum = -rhs[at];
  var weight = 4.0;
  // On a face of the border the pressure is zero: the ghost beyond it is minus the cell.
  if (x > 0u) { sum += pressure[at - 1u]; } else { weight += 1.0; }
  if (x + 1u < width) { sum += pressure[at + 1u]; } else { weight += 1.0; }
  if (y > 0u) { sum += pressure[at - width]; } else { weight += 1.0; }
  if (y + 1u < height) { sum += pressure[at + width]; } else { weight += 1.0; }
  pressure[at] = sum / weight;
}
