// Counts the flashes of each field of 10 degrees. Its flashes are those of its cells when a
// quarter of the field flashes together, in one frame or each cell on its own.
// One thread a field, which is known by the cell in its middle; dispatched over
// ceil(cells / 64) workgroups.

// @import frame
// @import params
// @import flash-model

@group(1) @binding(0) var<storage, read_write> cells: array<Cell>;   // [rows, columns]
@group(1) @binding(1) var<storage, read_write> fields: array<Field>; // [rows, columns]

// Cells of a field by what they do: rising, falling, and having used their own budget.
struct Tally {
  rising: f32,
  falling: f32,
  busy: f32,
}

// @param newest transition of a cell in this frame
// @param left seconds for which the transition that uses its budget up still counts
fn add(tally: ptr<function, Tally>, newest: f32, left: f32) {
  (*tally).rising += select(0.0, 1.0, newest > 0.0);
  (*tally).falling += select(0.0, 1.0, newest < 0.0);
  (*tally).busy += select(0.0, 1.0, left > SLACK_SECONDS);
}

// A field's transition is one of a quarter of it, against the direction of the last. Where parts
// rise and others fall in one frame, every place still changes once. Parts that follow in the
// direction of the last make it last longer, so that what counts are the turns within a second.
fn advance(track: ptr<function, Track>, tally: Tally, ago: f32) {
  age(track);
  let direction = (*track).direction;
  let rising = tally.rising >= FIELD_CELLS;
  let falling = tally.falling >= FIELD_CELLS;
  if (falling && direction >= 0.0) {
    enter(track, -1.0, ago);
  } else if (rising && direction <= 0.0) {
    enter(track, 1.0, ago);
  } else if (rising || falling) {
    renew(track, ago);
  }
}

// Whether a field has had more than its budget in the last second, as one or cell by cell.
fn exceeds(track: ptr<function, Track>, tally: Tally) -> f32 {
  return select(0.0, 1.0, counts(track, BUDGET + 1u) || tally.busy >= FIELD_CELLS);
}

fn decide(index: u32, picture: u32, signal: u32, corner: vec2i, grid: vec2i) {
  var tally: Tally;
  for (var y = corner.y; y < min(corner.y + FIELD_ROWS, grid.y); y++) {
    for (var x = corner.x; x < min(corner.x + FIELD_COLUMNS, grid.x); x++) {
      let cell = y * grid.x + x;
      let newest = cells[cell].tracks[picture][signal].newest;
      add(&tally, newest, cells[cell].tracks[picture][signal].left[BUDGET]);
    }
  }
  var track = fields[index].tracks[picture][signal];
  advance(&track, tally, secondsAgo(picture));
  fields[index].tracks[picture][signal] = track;
  fields[index].spent[picture][signal] = exceeds(&track, tally);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&fields)) { return; }
  let grid = gridSize();
  let middle = vec2i(i32(id.x) % grid.x, i32(id.x) / grid.x);
  let field = vec2i(FIELD_COLUMNS, FIELD_ROWS);
  // Fields at the rim lie within the picture.
  let corner = clamp(middle - field / 2, vec2i(0), max(grid - field, vec2i(0)));
  // One loop, so that the decision is compiled once.
  for (var i = 0u; i < PICTURES * SIGNALS; i++) {
    decide(id.x, i / SIGNALS, i % SIGNALS, corner, grid);
  }
}
