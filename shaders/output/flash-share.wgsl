// Says for each cell how much of the new picture is shown: all of it where its gain brings it to
// the wanted luminance, else as much as does, mixed with what was shown before.
// One thread a cell; dispatched over ceil(cells / 64) workgroups.

// @import frame
// @import params
// @import flash-model

@group(1) @binding(0) var<storage, read_write> measures: array<Measure>; // [rows, columns]
@group(1) @binding(1) var<storage, read_write> cells: array<Cell>;       // [rows, columns]
@group(1) @binding(2) var<storage, read_write> goals: array<Goal>;       // [rows, columns]
@group(1) @binding(3) var<storage, read_write> gains: array<vec4f>;      // share, gain, work, 0

const RED_MEAN_SECONDS = 1.5;
// How far luminance and red may miss what is wanted, so that more of the new picture comes in.
const NEAR = array<f32, SIGNALS>(0.015, 0.004);

// Gain as it will be enlarged: the mean of a cell and its neighbours.
fn gainAround(place: vec2i, grid: vec2i) -> f32 {
  var sum = 0.0;
  for (var dy = -1; dy <= 1; dy++) {
    for (var dx = -1; dx <= 1; dx++) {
      let neighbour = clamp(place + vec2i(dx, dy), vec2i(0), grid - 1);
      sum += goals[neighbour.y * grid.x + neighbour.x].gain;
    }
  }
  return sum / 9.0;
}

// Share of `after` in a mix with `before` whose mean is nearest to `wanted`.
fn shareFor(signal: u32, before: f32, after: f32, wanted: f32) -> f32 {
  if (abs(after - wanted) < NEAR[signal] || abs(after - before) < SAME) { return 1.0; }
  let allowed = wanted + NEAR[signal] * sign(after - wanted);
  return clamp((allowed - before) / (after - before), 0.0, 1.0);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&cells)) { return; }
  let grid = gridSize();
  let measure = measures[id.x];
  let goal = goals[id.x];
  let gain = gainAround(vec2i(i32(id.x) % grid.x, i32(id.x) / grid.x), grid);
  var share = shareFor(0u, measure.shown.x, measure.given.x * gain, goal.luminance);
  var held = goal.held > SAME;

  // Red by holding alone, since brightness does not take the red out of red.
  let redShare = 1.0 - exp(-frameSeconds() / RED_MEAN_SECONDS);
  share = min(share, mix(1.0, redShare, cells[id.x].soft[1]));
  if (goal.redSpent > 0.0) {
    var track = cells[id.x].tracks[SHOWN][1];
    let red = measure.given.y * gain;
    let allowed = banded(&track, 1u, red);
    if (abs(allowed - red) > SAME) {
      held = true;
      // Green and blue of the new picture take red out of the old one.
      let mixed = min(red, measure.given.w * gain);
      share = min(share, shareFor(1u, measure.shown.y, mixed, allowed));
    }
  }

  // What was held back comes in its time, not at once.
  let release = 1.0 - exp(-frameSeconds() / RECOVER_SECONDS);
  let hold = select(mix(cells[id.x].hold, 0.0, release), 1.0, held);
  cells[id.x].hold = hold;
  share = min(share, 1.0 - 0.9 * hold);

  let redWork = max(hold, cells[id.x].soft[1]) * (1.0 - share);
  let work = max(abs(goal.luminance - measure.given.x), redWork);
  // A blackout is never held back, and a limiter that is off only looks on.
  let idle = params.on < 0.5 || params.brightness <= 0.0;
  gains[id.x] = select(vec4f(share, gain, work, 0.0), vec4f(1.0, 1.0, 0.0, 0.0), idle);
}
