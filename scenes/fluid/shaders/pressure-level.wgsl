// One level of the multigrid solver for the pressure: sum of the four neighbours minus four times
// the cell = rhs. Beyond the border the pressure is zero on the face, so that water may leave.
struct Level {
  cells: vec2u,   // of this level
  colour: u32,    // 0 or 1: which squares of the chessboard
  unused: u32,
}
@group(1) @binding(0) var<uniform> level: Level;
