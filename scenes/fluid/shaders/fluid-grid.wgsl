// The fluid's grid: square cells around the middle of the picture, a little beyond its borders.
// Lengths are in shorter sides of the picture, x to the right and y down, 0 in its middle.
struct Grid {
  cells: vec2f,     // cells across and down
  aspect: vec2f,    // width and height of the picture
  cell: f32,        // side of a cell
  step: f32,        // seconds of this frame's step
  stillness: f32,   // share of velocity that the sponge and drag leave in a second, as -ln
  age: f32,         // seconds since the scene began
}
@group(1) @binding(0) var<uniform> grid: Grid;

// Place on the picture of a place on the grid, which is counted in cells from the top left.
fn placeOfCell(at: vec2f) -> vec2f {
  return (at - 0.5 * grid.cells) * grid.cell;
}

fn pictureUv(place: vec2f) -> vec2f {
  return place / grid.aspect + 0.5;
}

// Texture coordinates on anything that covers the whole grid, from picture coordinates.
fn gridUv(picture: vec2f) -> vec2f {
  return ((picture - 0.5) * grid.aspect / grid.cell) / grid.cells + 0.5;
}

// 0 well inside the grid, 1 at its outermost cells.
fn spongeAt(at: vec2f) -> f32 {
  let inside = min(at, grid.cells - at) / grid.cells.x;
  return 1.0 - smoothstep(0.0, 0.035, min(inside.x, inside.y));
}
