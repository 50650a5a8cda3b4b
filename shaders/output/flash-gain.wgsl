// Says for each cell how much of the new picture is shown and how bright: all of it as long as
// there is no more than three flashes a second; beyond that its luminance is drawn to its own
// mean, by brightness as far as that goes and by holding the picture for the rest, and never
// leaves the band around the last peak or valley while no transition may come.
// One thread a cell; dispatched over ceil(cells / 64) workgroups.

// @import frame
// @import params
// @import flash-model

@group(1) @binding(0) var<storage, read_write> measures: array<Measure>; // [rows, columns]
@group(1) @binding(1) var<storage, read_write> cells: array<Cell>;       // [rows, columns]
@group(1) @binding(2) var<storage, read_write> fields: array<Field>;     // [rows, columns]
@group(1) @binding(3) var<storage, read_write> gains: array<vec4f>;      // share, gain, work, 0

const SOFTEN_SECONDS = 0.04;
const RECOVER_SECONDS = 0.15;
const RED_MEAN_SECONDS = 1.5;
// A cell that is drawn to its mean is made brighter or darker by this at most.
const GAIN_LIMIT = 3.0;
// Differences of luminance that are nobody's concern.
const SAME = 5e-4;
// How far the luminance may miss the wanted one, so that more of the new picture comes in.
const NEAR = 0.015;

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
        verdict.over[signal] = max(verdict.over[signal], fields[index].over[signal]);
        verdict.spent[signal] = max(verdict.spent[signal], fields[index].spent[signal]);
      }
    }
  }
  return verdict;
}

// A value held within reach of the last peak or valley, so that it completes no transition.
fn banded(track: ptr<function, Track>, signal: u32, value: f32) -> f32 {
  let extreme = (*track).extreme;
  var low = extreme - BAND[signal];
  var high = extreme + BAND[signal];
  if (signal == 0u) {
    low = min(low, DARKER_BELOW);
    if (extreme >= DARKER_BELOW) { high = 1.0; }
  }
  if ((*track).direction > 0.0) { high = 1e3; }
  if ((*track).direction < 0.0) { low = -1e3; }
  return clamp(value, low, high);
}

// Share of `after` in a mix with `before` whose mean is nearest to `wanted`.
fn shareFor(before: f32, after: f32, wanted: f32) -> f32 {
  if (abs(after - wanted) < NEAR || abs(after - before) < SAME) { return 1.0; }
  let allowed = wanted + NEAR * sign(after - wanted);
  return clamp((allowed - before) / (after - before), 0.0, 1.0);
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
  let measure = measures[id.x];
  var cell = cells[id.x];
  var held = false;

  for (var signal = 0u; signal < SIGNALS; signal++) {
    var track = cell.given[signal];
    let wanted = select(0.0, verdict.over[signal], counts(&track, 2u));
    cell.soft[signal] = softened(cell.soft[signal], wanted);
  }

  // Luminance: to the mean, within the band; by brightness first, by holding for the rest.
  var luminanceTrack = cell.shown[0];
  let drawn = mix(measure.given.x, cell.mean, cell.soft[0]);
  var goal = drawn;
  if (verdict.spent.x > 0.0) {
    goal = banded(&luminanceTrack, 0u, drawn);
    held = abs(goal - drawn) > SAME;
  }
  let free = abs(goal - measure.given.x) < SAME;
  let ratio = goal / max(measure.given.x, 1e-4);
  let gain = select(clamp(ratio, 1.0 / GAIN_LIMIT, GAIN_LIMIT), 1.0, free);
  var share = shareFor(measure.shown.x, measure.given.x * gain, goal);

  // Red: by holding alone, since brightness does not take the red out of red.
  let redShare = 1.0 - exp(-frameSeconds() / RED_MEAN_SECONDS);
  share = min(share, mix(1.0, redShare, cell.soft[1]));
  if (verdict.spent.y > 0.0) {
    var redTrack = cell.shown[1];
    let red = measure.given.y * gain;
    let allowed = banded(&redTrack, 1u, red);
    held = held || abs(allowed - red) > SAME;
    share = min(share, shareFor(measure.shown.y, red, allowed));
  }

  // What was held back comes in its time, not at once.
  let release = 1.0 - exp(-frameSeconds() / RECOVER_SECONDS);
  cell.hold = select(mix(cell.hold, 0.0, release), 1.0, held);
  share = min(share, 1.0 - 0.9 * cell.hold);

  let work = max(abs(goal - measure.given.x), max(cell.hold, cell.soft[1]) * (1.0 - share));
  cells[id.x].soft = cell.soft;
  cells[id.x].hold = cell.hold;
  // A blackout is never held back, and a limiter that is off only looks on.
  let idle = params.on < 0.5 || params.brightness <= 0.0;
  gains[id.x] = select(vec4f(share, gain, work, 0.0), vec4f(1.0, 1.0, 0.0, 0.0), idle);
}
