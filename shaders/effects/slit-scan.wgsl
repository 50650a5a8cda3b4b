// Every part of the picture shows another moment: the present where `delayAt` is 0, the past by
// `depth` where it is 1.
// A full-screen pass: fragment (x, y) of the target. Reads the source once, the history twice.

// @import frame
// @import params
// @import fullscreen
// @import plane
// @import tone
// @import slit-code
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var history: texture_2d_array<f32>; // [moments, rows, columns], a ring
@group(1) @binding(2) var<uniform> ring: vec4f; // newest layer, its age, layers filled, step
@group(1) @binding(3) var linearClamp: sampler;

const UP = 1;
const RIGHT = 2;
const LEFT = 3;
const OUTWARDS = 4;
const DARK_FIRST = 5;

// Delay of a place, 0..1, as it is now.
fn delayAt(uv: vec2f, dry: vec3f) -> f32 {
  switch (i32(params.axis + 0.5)) {
    case UP: { return 1.0 - uv.y; }
    case RIGHT: { return uv.x; }
    case LEFT: { return 1.0 - uv.x; }
    case OUTWARDS: { return length(toPlane(uv)) / length(toPlane(vec2f(0.0))); }
    case DARK_FIRST: { return 1.0 - toneOf(luminance(dry)); }
    default: { return uv.y; }
  }
}

// The picture `seconds` ago, between two moments of the history.
fn past(uv: vec2f, seconds: f32, dry: vec3f) -> vec3f {
  let layers = f32(textureNumLayers(history));
  let back = clamp((seconds - ring.y) / ring.w, -1.0, ring.z - 1.0);
  let first = floor(back);
  let newer = (ring.x - first + layers) % layers;
  let older = (ring.x - min(first + 1.0, ring.z - 1.0) + layers) % layers;
  let after = slitDecoded(textureSampleLevel(history, linearClamp, uv, i32(newer), 0.0).rgb);
  let before = slitDecoded(textureSampleLevel(history, linearClamp, uv, i32(older), 0.0).rgb);
  // Before the newest moment stands the picture itself.
  let upper = select(after, dry, back < 0.0);
  let share = select(back - first, clamp(seconds / max(ring.y, 1e-4), 0.0, 1.0), back < 0.0);
  return mix(upper, before, share);
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let dry = textureLoad(source, vec2i(in.position.xy), 0).rgb;
  let delay = clamp(delayAt(in.uv, dry), 0.0, 1.0);
  // Bands show one moment each; without them time flows.
  let band = floor(delay * params.bands) / max(params.bands - 1.0, 1.0);
  let banded = select(delay, band, params.bands >= 2.0);
  let seconds = params.depth * clamp(banded, 0.0, 1.0);
  return wetDry(dry, past(in.uv, seconds, dry), params.mix);
}
