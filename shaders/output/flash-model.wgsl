// What the passes of the flash limiter share: thresholds, the grid, and how a signal's
// transitions are told.
//
// Source: W3C, Web Content Accessibility Guidelines 2.2, success criterion 2.3.1 and the
// definition of "general flash and red flash thresholds": a flash is a pair of opposing changes
// of relative luminance by 10 % of the maximum or more where the darker image is below 0.80; a red
// flash is a pair of opposing changes of (R - G - B) x 320 by more than 20 to or from a saturated
// red, R / (R + G + B) >= 0.8 (working definition of WCAG 2.1). At most three of each within any
// second, unless they cover no more than a quarter of every 10 degree field, for which a rectangle
// of 341 x 256 pixels of a screen of 1024 x 768 stands.
//
// The limiter counts a little earlier than that and holds a little tighter, so that what is left
// after 8 bits and resampling still counts as no flash.

// Signals of a cell: relative luminance and red.
const SIGNALS = 2u;
// Smallest change that counts as a transition: luminance below 0.10, red below 20 / 320.
const TRANSITION = array<f32, 2>(0.09, 0.055);
// Largest change that is let through when no transition may come.
const BAND = array<f32, 2>(0.055, 0.03);
// Differences that are nobody's concern.
const SAME = 5e-4;
const RECOVER_SECONDS = 0.15;
// The darker image of a transition is below this: 0.80, and a margin.
const DARKER_BELOW = 0.82;

// Share of saturated red from which a cell's red is one.
const RED_INVOLVED = 0.05;

// Three flashes are six transitions. One more is half a flash: it is what leads out of the dark
// or the glare that the third flash ended in, to the mean.
const BUDGET = 6u;
const WINDOW_SECONDS = 1.0;
// What is left of a second counts as none below this: frame times do not add up exactly.
const SLACK_SECONDS = 0.004;
const MEMORY = 8u;

// Rows of the grid; its columns follow from the aspect so that cells are square.
const GRID_ROWS = 18u;
// A field of 10 degrees, taken large: a third of the height, and as wide as a third of the width
// of a 16:9 picture. The 25 % are those of the field taken small, 8 x 6 cells: 341 x 256 of
// 1024 x 768 on a 16:9 screen of the same height.
const FIELD_COLUMNS = 11;
const FIELD_ROWS = 6;
const FIELD_CELLS = 12.0;

// Follows one signal of one place: its last peak or valley, and its newest transitions.
struct Track {
  extreme: f32,               // running maximum while rising, minimum while falling
  direction: f32,             // of the last transition: 1, -1, or 0 before the first
  newest: f32,                // transition in this frame: 1, -1 or 0
  saturated: f32,             // share of saturated red in the red of the peak or valley
  mark: f32,                  // value at which a transition was entered or renewed
  left: array<f32, MEMORY>,   // seconds for which each transition still counts, newest first
}

// Pictures that are followed: as they come, and as they went out.
const PICTURES = 2u;
const GIVEN = 0u;
const SHOWN = 1u;

struct Cell {
  tracks: array<array<Track, SIGNALS>, PICTURES>,
  mean: f32,                      // slow mean of the given luminance
  seen: f32,                      // seconds that the mean has gathered
  soft: array<f32, SIGNALS>,      // how far each signal is drawn to its mean, 0..1
  hold: f32,                      // 1 when a transition was held back, then falling
}

// A field of cells, by the cell in its middle.
struct Field {
  tracks: array<array<Track, SIGNALS>, PICTURES>,
  // 1 when more flashes come than may go out (GIVEN), and when no further may go out (SHOWN).
  spent: array<array<f32, SIGNALS>, PICTURES>,
}

// What was shown was shown a frame ago.
fn secondsAgo(picture: u32) -> f32 {
  return select(0.0, frameSeconds(), picture == SHOWN);
}

// A cell in a frame, given and shown in the frame before: mean luminance, mean of R - G - B where
// it is positive, how much of that comes of saturated red, and the mean of R - G - B.
struct Measure {
  given: vec4f,
  shown: vec4f,
}

// What a cell is to be shown as.
struct Goal {
  luminance: f32,
  gain: f32,       // of the new picture, that takes it there
  redSpent: f32,   // 1 when no further transition of red may go out
  held: f32,       // luminance that was held back for want of budget
}

fn frameSeconds() -> f32 {
  return clamp(frame.delta, 0.0, 0.25);
}

fn gridSize() -> vec2i {
  return vec2i(vec2f(params.columns, params.rows));
}

// Lets the memory of a track run on.
fn age(track: ptr<function, Track>) {
  let delta = frameSeconds();
  (*track).newest = 0.0;
  for (var i = 0u; i < MEMORY; i++) {
    (*track).left[i] = max((*track).left[i] - delta, 0.0);
  }
}

// Enters a transition that was complete `ago` seconds ago.
fn enter(track: ptr<function, Track>, direction: f32, ago: f32) {
  for (var i = MEMORY - 1u; i > 0u; i--) {
    (*track).left[i] = (*track).left[i - 1u];
  }
  (*track).left[0] = WINDOW_SECONDS - ago;
  (*track).direction = direction;
  (*track).newest = direction;
}

// Whether at least `count` transitions lie within the last second.
fn counts(track: ptr<function, Track>, count: u32) -> bool {
  return (*track).left[count - 1u] > SLACK_SECONDS;
}

// Whether a change of a signal from `before` to `after` is a transition. A change of red is one
// when either side is a saturated red.
fn isTransition(signal: u32, before: f32, after: f32, saturated: f32) -> bool {
  let size = abs(after - before) >= TRANSITION[signal];
  return size && select(min(before, after) < DARKER_BELOW, saturated > RED_INVOLVED, signal == 1u);
}

// The last transition goes on: it counts from now, so that a second that began after its start
// still has it.
fn renew(track: ptr<function, Track>, ago: f32) {
  (*track).left[0] = WINDOW_SECONDS - ago;
  (*track).newest = (*track).direction;
}

// Takes a track on by a frame: the extreme moves along, or a transition is complete.
fn follow(track: ptr<function, Track>, signal: u32, measure: vec4f, ago: f32) {
  age(track);
  let value = measure[signal];
  let extreme = (*track).extreme;
  let step = sign(value - extreme);
  let onwards = step == (*track).direction;
  if (onwards || isTransition(signal, extreme, value, max(measure.z, (*track).saturated))) {
    let grown = abs(value - (*track).mark) >= TRANSITION[signal];
    if (!onwards) { enter(track, step, ago); }
    if (onwards && grown) { renew(track, ago); }
    if (!onwards || grown) { (*track).mark = value; }
    (*track).extreme = value;
    (*track).saturated = measure.z;
  }
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
