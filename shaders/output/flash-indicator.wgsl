// A lamp of 16 x 16 pixels for the page: near-black while nothing is held back, amber when a
// little is, red when much is.
// One workgroup of 16 x 16 threads: each looks at all cells, then writes its pixel.

// @import frame
// @import params
// @import flash-model

@group(1) @binding(0) var<storage, read_write> gains: array<vec4f>;          // [rows, columns]
@group(1) @binding(1) var<storage, read_write> level: array<f32>;            // [1]
@group(1) @binding(2) var indicator: texture_storage_2d<rgba8unorm, write>;

const SIDE = 16u;
const FALL_SECONDS = 0.4;
// Luminance held back at which the lamp is full.
const FULL = 0.4;
const REST = vec3f(0.1, 0.1, 0.11);
const AMBER = vec3f(1.0, 0.66, 0.16);
const RED = vec3f(1.0, 0.2, 0.16);

fn lamp(place: vec2f, brightness: f32) -> vec3f {
  let disc = 1.0 - smoothstep(6.0, 7.5, length(place - 7.5));
  let colour = mix(REST, mix(AMBER, RED, brightness), sqrt(brightness));
  return colour * disc;
}

@compute @workgroup_size(SIDE, SIDE)
fn main(
  @builtin(local_invocation_id) id: vec3u,
  @builtin(local_invocation_index) thread: u32,
) {
  var most = 0.0;
  for (var i = 0u; i < arrayLength(&gains); i++) {
    most = max(most, gains[i].z);
  }
  let fall = exp(-frameSeconds() / FALL_SECONDS);
  let now = max(clamp(most / FULL, 0.0, 1.0), level[0] * fall);
  textureStore(indicator, vec2i(id.xy), vec4f(lamp(vec2f(id.xy), now), 1.0));
  // All have read the level before it is written.
  storageBarrier();
  if (thread == 0u) { level[0] = now; }
}
