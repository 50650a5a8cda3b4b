// The map that lights are born from: for each cell of a square over the picture how much it draws
// them, and its luma; levels of half the side follow one another down to a single cell.
struct Level {
  side: u32,        // cells a side of this level
  start: u32,       // place of its first cell
  finerStart: u32,  // place of the first cell of the level below it, of twice the side
  unused: u32,
}

// Place of the first cell of a level in a map whose finest level has `finest` cells a side.
fn levelStart(finest: u32, side: u32) -> u32 {
  // Finer levels come first: finest², (finest/2)², … down to (2 side)².
  return (finest * finest - side * side) * 4u / 3u;
}
