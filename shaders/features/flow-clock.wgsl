// Keeps the time of the video's own images, which come more slowly than frames are shown, so
// that the flow between two images can be shared out over the frames from the one to the next.
// One thread; one workgroup.
// Bindings: changed, 1 when this frame shows another image, reset here; clock: x 1 when this
// frame shows another image, y seconds since it came, z seconds between images (running mean),
// w share of the flow between two images that belongs to this frame, 0 when the video stands.
// @import frame
// @import params
@group(1) @binding(0) var<storage, read_write> changed: u32;
@group(1) @binding(1) var<storage, read_write> clock: vec4f;

// Share of a new interval in the running mean.
const LEARNING = 0.25;
// An interval this many times longer or shorter is a change of pace and is taken at once.
const SURPRISE = 1.8;
// A video that is late by this many of its intervals, and by this many seconds, stands still.
const LATE_INTERVALS = 2.5;
const LATE_SECONDS = 0.12;
// Seconds in which the flow of a video that stands still falls to 1/e.
const FADE = 0.08;
const SHORTEST = 0.001;

@compute @workgroup_size(1)
fn main() {
  let isNew = changed != 0u;
  changed = 0u;
  var since = clock.y + frame.delta;
  // Zero until two images have come.
  var interval = clock.z;
  if (params.restart > 0.5) {
    since = 0.0;
    interval = 0.0;
  } else if (isNew) {
    let ratio = since / max(interval, SHORTEST);
    let jump = ratio > SURPRISE || ratio < 1.0 / SURPRISE;
    interval = mix(interval, since, select(LEARNING, 1.0, jump));
    since = 0.0;
  }
  let late = since - max(LATE_SECONDS, LATE_INTERVALS * interval);
  let strength = exp(-max(late, 0.0) / FADE);
  let share = clamp(frame.delta / max(interval, SHORTEST), 0.0, 1.0) * strength;
  clock = vec4f(select(0.0, 1.0, isNew), since, interval, share);
}
