// From a level to the next coarser one: what the equation still misses becomes its right side.
// A thread computes one coarse cell from four fine ones and starts its pressure at zero; 8 x 8
// threads a workgroup over the coarse level.
// Bindings: level (the fine one); rhs and pressure, fine [height, width]; coarseRhs and
// coarsePressure [height / 2, width / 2].
// Source: as smooth.wgsl, chapter 3. The sum of four is the mean times 4, since the coarse cell's
// side is twice as long and rhs carries its square.
// @import pressure-level
@group(1) @binding(1) var<storage, read> rhs: array<f32>;
@group(1) @binding(2) var<storage, read> pressure: array<f32>;
@group(1) @binding(3) var<storage, read_write> coarseRhs: array<f32>;
@group(1) @binding(4) var<storage, read_write> coarsePressure: array<f32>;

fn residual(x: u32, y: u32) -> f32 {
  let width = level.cells.x;
  let height = level.cells.y;
  let at = y * width + x;
  let here = pressure[at];
  var sum = -4.0 * here;
  if (x > 0u) { sum += pressure[at - 1u]; } else { sum -= here; }
  if (x + 1u < width) { sum += pressure[at + 1u]; } else { sum -= here; }
  if (y > 0u) { sum += pressure[at - width]; } else { sum -= here; }
  if (y + 1u < height) { sum += pressure[at + width]; } else { sum -= here; }
  return rhs[at] - sum;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let coarse = level.cells / 2u;
  if (any(id.xy >= coarse)) { return; }
  let x = 2u * id.x;
  let y = 2u * id.y;
  let at = id.y * coarse.x + id.x;
  coarseRhs[at] = residual(x, y) + residual(x + 1u, y) + residual(x, y + 1u)
    + residual(x + 1u, y + 1u);
  coarsePressure[at] = 0.0;
}
