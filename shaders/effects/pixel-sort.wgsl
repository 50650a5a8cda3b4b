// Sorts runs of pixels by brightness: in each stretch of a line, neighbours whose tones lie in the
// band are put in order, the others stay where they are.
// One thread a stretch of one line: lines x (stretches + 1), 64 a workgroup; each pixel is read
// twice and written once, whatever the picture is. Target is written as a storage texture.
// Source: K. Asendorf, "ASDFPixelSort" (2010), for the band; counting sort, H. Seward (1954).

// @import frame
// @import params
// @import noise
// @import tone
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var sorted: texture_storage_2d<rgba16float, write>;

// Tones that are told apart. Few enough for a thread's own memory.
const BINS = 48u;

// Directions: towards which the brightest pixels move.
const RIGHT = 0;
const LEFT = 1;
const DOWN = 2;

struct Line {
  first: vec2i,   // pixel at place 0
  step: vec2i,
  pixels: i32,
}

// The line, walked so that the brightest pixels come last.
fn lineAt(index: i32, direction: i32) -> Line {
  let size = vec2i(params.size);
  if (direction == RIGHT) { return Line(vec2i(0, index), vec2i(1, 0), size.x); }
  if (direction == LEFT) { return Line(vec2i(size.x - 1, index), vec2i(-1, 0), size.x); }
  if (direction == DOWN) { return Line(vec2i(index, 0), vec2i(0, 1), size.y); }
  return Line(vec2i(index, size.y - 1), vec2i(0, -1), size.y);
}

fn lightAt(line: Line, place: i32) -> vec3f {
  return textureLoad(source, line.first + line.step * place, 0).rgb;
}

fn tone(light: vec3f) -> f32 {
  return quickTonesOf(vec3f(luminance(light))).x;
}

fn toneAt(line: Line, place: i32) -> f32 {
  return tone(lightAt(line, place));
}

// Whether a tone is sorted; a kick widens the band.
fn inBand(value: f32) -> bool {
  let widened = 0.5 * params.kick * frame.lowOnset;
  return value >= params.dark - widened && value <= params.bright + widened;
}

fn put(line: Line, place: i32, wet: vec3f) {
  let pixel = line.first + line.step * place;
  let dry = textureLoad(source, pixel, 0).rgb;
  textureStore(sorted, pixel, wetDry(dry, wet, params.mix));
}

// Sorts the run from `start` up to `end` by counting.
fn sortRun(line: Line, start: i32, end: i32) {
  var places: array<i32, BINS>;
  for (var i = start; i < end; i++) {
    places[u32(clamp(toneAt(line, i), 0.0, 0.999) * f32(BINS))] += 1;
  }
  var sum = start;
  for (var bin = 0u; bin < BINS; bin++) {
    let count = places[bin];
    places[bin] = sum;
    sum += count;
  }
  for (var i = start; i < end; i++) {
    let light = lightAt(line, i);
    let bin = u32(clamp(tone(light), 0.0, 0.999) * f32(BINS));
    put(line, places[bin], light);
    places[bin] += 1;
  }
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let direction = i32(params.direction + 0.5);
  let lines = i32(select(params.size.x, params.size.y, direction <= LEFT));
  let index = i32(id.x);
  if (index >= lines) { return; }
  let line = lineAt(index, direction);
  let longest = max(i32(params.stretch * params.size.y), 2);
  // Stretches begin elsewhere in every line, so that no seam runs through the picture.
  let offset = i32(hash3(vec3i(index, 5, i32(params.seed))).x * f32(longest));
  let begin = max(i32(id.y) * longest - offset, 0);
  let end = min((i32(id.y) + 1) * longest - offset, line.pixels);
  var start = begin;
  for (var i = begin; i < end; i++) {
    if (inBand(toneAt(line, i))) { continue; }
    if (i > start) { sortRun(line, start, i); }
    put(line, i, lightAt(line, i));
    start = i + 1;
  }
  if (end > start) { sortRun(line, start, end); }
}
