// Prepares a layer's grid for the steps of a frame: how each cell is fed and in which direction
// it grows, from the picture and slow noise; plants seeds where the picture has edges, where the
// sound asks for it and wherever a tile is empty; lets the waves of the kicks sweep it.
// A thread tends one cell; 8 x 8 threads a workgroup.
// Bindings: cells [rows][columns] of (substrate, growth) 0..1; ground [rows][columns] of (feed,
// kill, direction cos 2a, sin 2a); census [tiles] of (mean, deviation) of the growth.
// @import frame
// @import params
// @import noise
// @import cover
// @import culture
@group(1) @binding(0) var<storage, read_write> cells: array<vec2f>;
@group(1) @binding(1) var<storage, read_write> ground: array<vec4f>;
@group(1) @binding(2) var<storage, read> census: array<vec2f>;
@group(1) @binding(3) var luma: texture_2d<f32>;
@group(1) @binding(4) var motion: texture_2d<f32>;
@group(1) @binding(5) var linearClamp: sampler;
@group(1) @binding(6) var<uniform> culture: Culture;

const TILE = 16;
// Cells that a seed covers on a side.
const SEED = 3;
// A tile with less growth than this is empty, one above the other with no relief is full.
const EMPTY = 0.035;
const FULL = 0.3;
// Share by which the kill rate is higher where life is bad.
const BARREN = 0.075;

// Growth 0..1 of a spot in the tile that moves each epoch.
fn spot(at: vec2i, tile: vec2i, chance: f32) -> f32 {
  let random = hash3(vec3i(tile, i32(culture.epoch)));
  let middle = vec2f(tile * TILE) + 4.0 + random.xy * f32(TILE - 8);
  let d = length(vec2f(at) - middle);
  return select(0.0, smoothstep(3.4, 1.6, d), random.z < chance);
}

fn wave(r: f32, age: f32, force: f32) -> f32 {
  let d = (r - 0.05 - 0.75 * age) / 0.035;
  return force * exp(-d * d - 1.1 * age);
}

fn waves(r: f32) -> f32 {
  return wave(r, culture.waves[0].x, culture.waves[0].y)
    + wave(r, culture.waves[0].z, culture.waves[0].w)
    + wave(r, culture.waves[1].x, culture.waves[1].y)
    + wave(r, culture.waves[1].z, culture.waves[1].w);
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
  let slow = gradientNoise(vec3f(p * 1.7, frame.time * 0.04 + culture.home));
  let bend = gradientNoise(vec3f(p * 1.1 + 7.0, frame.time * 0.03 - culture.home));

  // Where life is good: in the light of the picture, on its outlines, and in slow regions that
  // wander, so that there is always some.
  let seen = culture.picture * (1.5 * (light.r - 0.28) + 0.7 * moving.g + 0.6 * moving.r);
  let good = smoothstep(-0.5, 0.25, seen + 1.1 * slow + 0.12 + 0.5 * culture.drop);
  let feed = culture.feed * (1.0 + 0.12 * seen + 0.08 * bend);
  let kill = culture.kill * (1.0 + BARREN * (1.0 - good) - 0.012 * bend - 0.02 * culture.drop);
  let edge = clamp(length(light.ba) * 9.0, 0.0, 1.0) * culture.picture;
  let along = atan2(light.b, -light.a);
  let angle = 2.0 * mix(3.0 * bend, along, edge);
  ground[index] = vec4f(feed, kill, culture.grain * cos(angle), culture.grain * sin(angle));

  var cell = cells[index];
  let tile = at / TILE;
  let tilesAcross = (size.x + TILE - 1) / TILE;
  let count = census[tile.y * tilesAcross + tile.x];
  let block = hash3(vec3i(at / SEED, i32(culture.epoch) + 4096)).x;
  let outline = smoothstep(0.2, 0.8, moving.g) * (0.25 + moving.r) * culture.picture;
  var seed = select(0.0, 1.0, block < outline * culture.seeding);
  seed = max(seed, spot(at, tile, culture.sprinkle));
  seed = max(seed, select(0.0, spot(at, tile, 0.6), count.x < EMPTY));
  cell = mix(cell, vec2f(0.35, 0.55), seed * 0.9);
  let fill = select(0.0, spot(at, tile, 0.6), count.x > FULL && count.y < 0.03);
  let swept = clamp(1.6 * waves(length(p - culture.centre)) * culture.force, 0.0, 1.0);
  cell = mix(cell, vec2f(1.0, 0.0), max(fill, swept));
  cells[index] = clamp(cell, vec2f(0.0), vec2f(1.0));
}
