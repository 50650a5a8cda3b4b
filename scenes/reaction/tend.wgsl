// Prepares a layer's grid for the steps of a frame: how each cell is fed, how wide and in which
// direction it grows, from the picture and slow noise; plants seeds where the picture has edges,
// where the sound asks for it and wherever a tile is empty; lets waves sweep it.
// A thread tends one cell; 8 x 8 threads a workgroup.
// Bindings: cells [rows][columns] of (substrate, growth) 0..1; ground [rows][columns] of (feed,
// kill, direction cos 2a and sin 2a packed, spread), as bits; census [tiles] of (mean, deviation)
// of the growth; climate as climate.wgsl makes it.
// @import params
// @import noise
// @import cover
// @import culture
@group(1) @binding(0) var<storage, read_write> cells: array<vec2f>;
@group(1) @binding(1) var<storage, read_write> ground: array<vec4u>;
@group(1) @binding(2) var<storage, read> census: array<vec2f>;
@group(1) @binding(3) var luma: texture_2d<f32>;
@group(1) @binding(4) var motion: texture_2d<f32>;
@group(1) @binding(5) var climate: texture_2d<f32>;
@group(1) @binding(6) var linearClamp: sampler;
@group(1) @binding(7) var<uniform> culture: Culture;

const TILE = 16;
// Cells that a seed covers on a side.
const SEED = 3;
// A tile with less growth than this is empty; one with more than the other and no relief is full.
const EMPTY = 0.035;
const FULL = 0.3;
const FLAT = 0.03;
// Share by which the kill rate is higher where life is bad.
const BARREN = 0.06;
// Diffusion in the light of the picture against that in its dark: finer growth draws it.
const FINE = 0.42;

// Growth 0..1 of a spot in a square of cells. The squares move each epoch, so that no grid shows.
fn spot(at: vec2i, chance: f32) -> f32 {
  let epoch = i32(culture.epoch);
  let moved = at + vec2i(hash3(vec3i(epoch, 77, 3)).xy * f32(TILE));
  let square = moved / TILE;
  let random = hash3(vec3i(square, epoch));
  let middle = vec2f(square * TILE) + 3.5 + random.xy * f32(TILE - 7);
  let d = length(vec2f(moved) - middle);
  return select(0.0, smoothstep(3.4, 1.6, d), random.z < chance);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(i32(culture.columns), i32(culture.rows));
  let at = vec2i(id.xy);
  if (any(at >= size)) {
    return;
  }
  let index = at.y * size.x + at.x;
  let uv = (vec2f(at) + 0.5) / vec2f(size);
  let p = (uv - 0.5) * vec2f(params.size.x / params.size.y, 1.0);
  let pictureUv = coverUv(uv, vec2f(textureDimensions(luma)), params.size);
  let light = textureSampleLevel(luma, linearClamp, pictureUv, 0.0);
  let moving = textureSampleLevel(motion, linearClamp, pictureUv, 0.0);
  let slow = textureSampleLevel(climate, linearClamp, uv, 0.0);

  // Life is good in the light of the picture, on its outlines, and in slow regions that wander, so
  // that there is always some.
  let seen = culture.picture * (1.5 * (light.r - 0.28) + 0.7 * moving.g + 0.6 * moving.r);
  let good = smoothstep(-0.5, 0.25, seen + 1.1 * slow.r + 0.18 + 0.5 * culture.drop);
  let feed = culture.feed * (1.0 + 0.08 * seen + 0.04 * slow.g);
  let kill = culture.kill * (1.0 + BARREN * (1.0 - good) - 0.006 * slow.g - 0.02 * culture.drop);
  let drawn = culture.picture * smoothstep(0.12, 0.55, light.r + 0.3 * moving.r);
  let spread = culture.spread * mix(1.0, FINE, drawn);
  let edge = clamp(length(light.ba) * 9.0, 0.0, 1.0) * culture.picture;
  let angle = 2.0 * mix(3.0 * slow.g, atan2(light.b, -light.a), edge);
  let grain = pack2x16snorm(culture.grain * vec2f(cos(angle), sin(angle)));
  ground[index] = vec4u(bitcast<u32>(feed), bitcast<u32>(kill), grain, bitcast<u32>(spread));

  var cell = cells[index];
  let tile = at / TILE;
  let count = census[tile.y * ((size.x + TILE - 1) / TILE) + tile.x];
  let block = hash3(vec3i(at / SEED, i32(culture.epoch) + 4096)).x;
  let outline = smoothstep(0.2, 0.8, moving.g) * (0.25 + moving.r) * culture.picture;
  var seed = select(0.0, 1.0, block < outline * culture.seeding);
  seed = max(seed, spot(at, culture.sprinkle));
  seed = max(seed, select(0.0, spot(at, 0.5), count.x < EMPTY));
  cell = mix(cell, vec2f(0.35, 0.55), seed * 0.9);
  let fill = select(0.0, spot(at, 0.5), count.x > FULL && count.y < FLAT);
  let r = length(p - culture.centre);
  let swept = max(0.3 * kickWaves(r, culture), dropWave(r, culture));
  cell = mix(cell, vec2f(1.0, 0.0), max(fill, swept));
  cells[index] = clamp(cell, vec2f(0.0), vec2f(1.0));
}
