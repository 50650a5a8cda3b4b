// The finest level of the map that lights are born from: edges, what stands out from the
// background, and what moves.
// A thread computes one cell; 8 x 8 threads a workgroup.
// Bindings: score; level (the finest); luma, motion of the camera; map [cells of all levels]: x how
// much a cell draws lights, y its luma. The last cell holds the sums of the frame before.
// @import frame
// @import params
// @import noise
// @import swarm-score
// @import swarm-map
@group(1) @binding(1) var<uniform> level: Level;
@group(1) @binding(2) var luma: texture_2d<f32>;
@group(1) @binding(3) var motion: texture_2d<f32>;
@group(1) @binding(4) var<storage, read_write> map: array<vec2f>;
@group(1) @binding(5) var linearClamp: sampler;

// Seconds over which the map follows the picture: noise of the camera goes, movement stays.
const MEMORY = 0.12;
// What an empty picture draws, so that there is a swarm without anything to see.
const LEAST = 0.004;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= vec2u(level.side))) { return; }
  let at = id.y * level.side + id.x;
  let uv = (vec2f(id.xy) + 0.5) / f32(level.side);
  let here = textureSampleLevel(luma, linearClamp, uv, 0.0).r;
  let moving = textureSampleLevel(motion, linearClamp, uv, 0.0);
  let cells = f32(level.side * level.side);
  let mean = map[levelStart(level.side, 1u)].y / cells;
  // A figure stands out from the picture's mean: bright on a dark stage, dark before a window.
  let figure = smoothstep(0.06, 0.5, abs(here - mean));
  let edge = moving.g * moving.g;
  let place = placeOf(uv);
  let middle = exp(-2.5 * dot(place, place));
  let draws = LEAST * (0.2 + middle) + (0.55 * figure + 0.9 * edge + 0.8 * moving.r * figure)
    * (0.35 + 0.65 * middle);
  let share = 1.0 - exp(-score.step / MEMORY);
  let before = map[at].x;
  map[at] = vec2f(select(mix(before, draws, share), draws, before == 0.0), here);
}
