// Says for each cell how light it should be and what gain takes the new picture there: its own
// luminance as long as there are no more than three flashes a second; beyond that it is drawn to
// its mean, and never leaves the band around the last peak or valley while no transition may come.
// One thread a cell; dispatched over ceil(cells / 64) workgroups.

// @import frame
// @import params
// @import flash-model

@group(1) @binding(0) var<storage, read_write> measures: array<Measure>; // [rows, columns]
@group(1) @binding(1) var<storage, read_write> cells: array<Cell>;       // [rows, columns]
@group(1) @binding(2) var<storage, read_write> fields: array<Field>;     // [rows, columns]
@group(1) @binding(3) var<storage, read_write> goals: array<Goal>;       // [rows, columns]

const SOFTEN_SECONDS = 0.04;
// A cell that is drawn to its mean is made darker by this at most, and never brighter: colours
// that are full already would not follow. What is darker than wanted is held instead.
const LEAST_GAIN = 0.3;

struct Verdict {
  over: vec2f,
  spent: vec2f,
}

// The strictest of the fields that contain a cell.
fn verdictOf(place: vec2i, grid: vec2i) -> Verdict {
  var verdict = Verdict(vec2f(0.0), vec2f(0.0));
  let field = vec2i(FIELD_COLUMNS, FIELD_ROWS);
  // Fields at the rim are known by cells further in than half a field: look one field around.
  let low = max(place - field / 2, vec2i(0));
  let high = min(place + field / 2, grid - 1);
  for (var y = low.y; y <= high.y; y++) {
    for (var x = low.x; x <= high.x; x++) {
      let index = y * grid.x + x;
      for (var signal = 0u; signal < SIGNALS; signal++) {
        verdict.over[signal] = max(verdict.over[signal], fields[index].spent[GIVEN][signal]);
        verdict.spent[signal] = max(verdict.spent[signal], fields[index].spent[SHOWN][signal]);
      }
    }
  }
  return verdict;
}

// How far a cell is drawn to its mean: at once when flashes are too many, back in its time.
fn softened(soft: f32, wanted: f32) -> f32 {
  let seconds = select(RECOVER_SECONDS, SOFTEN_SECONDS, wanted > soft);
  return mix(soft, wanted, 1.0 - exp(-frameSeconds() / seconds));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&cells)) { return; }
  let grid = gridSize();
  let verdict = verdictOf(vec2i(i32(id.x) % grid.x, i32(id.x) / grid.x), grid);
  for (var signal = 0u; signal < SIGNALS; signal++) {
    var track = cells[id.x].tracks[GIVEN][signal];
    // A cell that does not flash itself stays as it is.
    let wanted = select(0.0, verdict.over[signal], counts(&track, 2u));
    cells[id.x].soft[signal] = softened(cells[id.x].soft[signal], wanted);
  }
  let given = measures[id.x].given.x;
  let drawn = mix(given, cells[id.x].mean, cells[id.x].soft[0]);
  var track = cells[id.x].tracks[SHOWN][0];
  let luminance = select(drawn, banded(&track, 0u, drawn), verdict.spent.x > 0.0);
  let free = abs(luminance - given) < SAME;
  let gain = select(clamp(luminance / max(given, 1e-4), LEAST_GAIN, 1.0), 1.0, free);
  goals[id.x] = Goal(luminance, gain, verdict.spent.y, abs(luminance - drawn));
}
