// Measures each cell and follows its transitions, as they come and as they went out.
// One thread a cell; dispatched over ceil(cells / 64) workgroups.

// @import frame
// @import params
// @import flash-model

@group(1) @binding(0) var<storage, read_write> sums: array<Measure>;     // [rows, columns, side]
@group(1) @binding(1) var<storage, read_write> measures: array<Measure>; // [rows, columns]
@group(1) @binding(2) var<storage, read_write> cells: array<Cell>;       // [rows, columns]

// Time constant of the mean that a flashing cell is drawn to. While it is drawn: a strobe of
// 4 Hz leaves a ripple of tanh(0.125 / (2 * 1.5)) = 4 % of its height. Before: a mean that has
// forgotten the picture before the strobe.
const MEAN_SECONDS = 1.5;
const FRESH_MEAN_SECONDS = 0.4;

// Means of what was summed, and of the red the share that is saturated.
fn meanOf(sum: vec4f) -> vec4f {
  let samples = params.side * params.side;
  return vec4f(sum.xy / samples, sum.z / max(sum.y, 1e-4), sum.w / samples);
}

fn measureOf(cell: u32) -> Measure {
  let side = u32(params.side);
  var sum = Measure(vec4f(0.0), vec4f(0.0));
  for (var row = 0u; row < side; row++) {
    sum.given += sums[cell * side + row].given;
    sum.shown += sums[cell * side + row].shown;
  }
  return Measure(meanOf(sum.given), meanOf(sum.shown));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&cells)) { return; }
  let measure = measureOf(id.x);
  measures[id.x] = measure;
  // One loop, so that the long way of following is compiled once.
  for (var i = 0u; i < PICTURES * SIGNALS; i++) {
    let picture = i / SIGNALS;
    let signal = i % SIGNALS;
    let values = select(measure.given, measure.shown, picture == SHOWN);
    var track = cells[id.x].tracks[picture][signal];
    follow(&track, signal, values, secondsAgo(picture));
    cells[id.x].tracks[picture][signal] = track;
  }
  let seconds = mix(FRESH_MEAN_SECONDS, MEAN_SECONDS, cells[id.x].soft[0]);
  let delta = frameSeconds();
  // A plain mean until the time constant is full.
  let seen = cells[id.x].seen + delta;
  let share = max(1.0 - exp(-delta / seconds), delta / max(seen, 1e-6));
  cells[id.x].mean = mix(cells[id.x].mean, measure.given.x, share);
  cells[id.x].seen = min(seen, MEAN_SECONDS);
}
