// Moves the lights of the swarm: born from the map of the picture, drawn to their places, carried
// by the camera's flow and by the wind, pushed by kicks and by the drop.
// A thread computes one light; 256 threads a workgroup.
// Bindings: score; bodies [2 a light]: place x, y, z and age, then velocity x, y, z and lifetime;
// traits [1 a light]: home (two halves), colour r, g (two halves), colour b and brightness (two
// halves), number of births; map and its finest level; wind; flow, luma, picture of the camera;
// spectrogram (newest row in the frame); waveform; palette.
// Source: births by importance, level by level of a map of sums: M. Clarberg et al., "Wavelet
// Importance Sampling" (2005), hierarchical sample warping.
// @import frame
// @import params
// @import colour
// @import noise
// @import swarm-score
// @import swarm-map
@group(1) @binding(1) var<storage, read_write> bodies: array<vec4f>;
@group(1) @binding(2) var<storage, read_write> traits: array<vec4u>;
@group(1) @binding(3) var<storage, read> map: array<vec2f>;
@group(1) @binding(4) var<uniform> level: Level;
@group(1) @binding(5) var wind: texture_2d<f32>;
@group(1) @binding(6) var flow: texture_2d<f32>;
@group(1) @binding(7) var luma: texture_2d<f32>;
@group(1) @binding(8) var picture: texture_2d<f32>;
@group(1) @binding(9) var spectrogram: texture_2d<f32>; // @unfilterable
@group(1) @binding(10) var waveform: texture_2d<f32>; // @unfilterable
@group(1) @binding(11) var palette: texture_2d<f32>;
@group(1) @binding(12) var linearClamp: sampler;

// Parts of the swarm: dust far behind, the rest the figure; the first lights float near the eye.
const DUST = 0.16;
// Heights in the picture that luma stands for, in depth.
const RELIEF = 0.42;
const STRINGS = 34.0;
const ORBITS = 26.0;
const PLAYED_BANDS = 104.0;
// Spring and drag of a light that holds its place, at full hold.
const SPRING = 150.0;
const DRAG = 13.0;
// Share of the way to the camera's velocity, a second, at full confidence.
const CARRY = 10.0;

struct Light {
  place: vec3f,
  age: f32,
  velocity: vec3f,
  life: f32,
  home: vec2f,
  colour: vec3f,
  brightness: f32,
  births: u32,
}

fn loadLight(index: u32) -> Light {
  let a = bodies[2u * index];
  let b = bodies[2u * index + 1u];
  let t = traits[index];
  let rg = unpack2x16float(t.y);
  let rest = unpack2x16float(t.z);
  return Light(a.xyz, a.w, b.xyz, b.w, unpack2x16float(t.x), vec3f(rg, rest.x), rest.y, t.w);
}

fn storeLight(index: u32, light: Light) {
  bodies[2u * index] = vec4f(light.place, light.age);
  bodies[2u * index + 1u] = vec4f(light.velocity, light.life);
  traits[index] = vec4u(
    pack2x16float(light.home),
    pack2x16float(light.colour.rg),
    pack2x16float(vec2f(light.colour.b, light.brightness)),
    light.births,
  );
}

// A place of the picture, drawn with the map's weights: down the levels, one choice of four each.
fn drawPlace(chance: vec2f) -> vec2f {
  var u = chance;
  var cell = vec2u(0u);
  for (var side = 2u; side <= level.side; side *= 2u) {
    let start = levelStart(level.side, side);
    cell *= 2u;
    let at = start + cell.y * side + cell.x;
    let upper = vec2f(map[at].x, map[at + 1u].x);
    let lower = vec2f(map[at + side].x, map[at + side + 1u].x);
    let top = upper.x + upper.y;
    let split = top / max(top + lower.x + lower.y, 1e-12);
    let below = u.y >= split;
    u.y = select(u.y / max(split, 1e-6), (u.y - split) / max(1.0 - split, 1e-6), below);
    let row = select(upper, lower, below);
    let across = row.x / max(row.x + row.y, 1e-12);
    let right = u.x >= across;
    u.x = select(u.x / max(across, 1e-6), (u.x - across) / max(1.0 - across, 1e-6), right);
    cell += vec2u(select(0u, 1u, right), select(0u, 1u, below));
  }
  return (vec2f(cell) + clamp(u, vec2f(0.0), vec2f(1.0))) / f32(level.side);
}

fn brightAt(uv: vec2f) -> f32 {
  return textureSampleLevel(luma, linearClamp, uv, 0.0).r;
}

fn bandLevel(along: f32) -> f32 {
  let band = vec2i(i32(clamp(along, 0.0, 1.0) * PLAYED_BANDS), i32(frame.spectrogramRow));
  return textureLoad(spectrogram, band, 0).r;
}

fn paletteAt(along: f32, accent: f32) -> vec3f {
  let ramp = textureSampleLevel(palette, linearClamp, vec2f(along, 0.25), 0.0).rgb;
  let answer = textureSampleLevel(palette, linearClamp, vec2f(along, 0.75), 0.0).rgb;
  return mix(ramp, answer, accent);
}

// Colour of a light that stands for a place of the picture.
fn colourFor(uv: vec2f, chance: f32) -> vec3f {
  let seen = max(textureSampleLevel(picture, linearClamp, uv, 0.0).rgb, vec3f(0.0));
  let bright = linearToSrgb(vec3f(luminance(seen))).r;
  let answer = step(0.93, chance);
  let own = paletteAt(0.3 + 0.62 * bright + 0.12 * (chance - 0.5), mix(answer, 1.0 - answer, score.accent));
  let hue = clamp(seen / max(luminance(seen), 0.01), vec3f(0.0), vec3f(4.0));
  return mix(own, hue * luminance(own), params.colour);
}

// Where a light of the portrait belongs: its home, as near as it is bright.
fn portraitPlace(home: vec2f) -> vec3f {
  return vec3f(home, (0.45 - brightAt(uvOf(home))) * RELIEF * params.depth);
}

// Lines across the picture that sound as one and are lifted by what they cross.
fn stringPlace(nature: vec3f) -> vec3f {
  let line = floor(nature.x * STRINGS);
  let along = nature.y;
  let x = (along - 0.5) * score.aspect.x * 1.12;
  let y = ((line + 0.5) / STRINGS - 0.5) * score.aspect.y * 0.92;
  let sample = i32(fract(along * 0.9 + line * 0.137) * 255.0);
  let swing = textureLoad(waveform, vec2i(sample, 0), 0).r * score.waveform;
  let bright = brightAt(uvOf(vec2f(x, y)));
  let middle = 1.0 - pow(abs(along - 0.5) * 2.0, 3.0);
  return vec3f(x, y - 0.1 * bright + 0.05 * swing * middle, (0.35 - bright) * RELIEF * params.depth);
}

// Rings around the figure, one a band, wide where the band sounds.
fn orbitPlace(nature: vec3f) -> vec3f {
  let ring = floor(nature.x * ORBITS) / ORBITS;
  let level = bandLevel(ring);
  let speed = mix(0.9, 0.16, ring) * select(-1.0, 1.0, fract(ring * ORBITS * 0.5) < 0.25);
  let angle = 6.2831853 * nature.y + frame.time * speed;
  let radius = 0.16 + 0.62 * ring + 0.07 * level + 0.006 * (nature.z - 0.5);
  let flat = vec2f(cos(angle), sin(angle)) * radius;
  let tilt = 0.42 + 0.25 * sin(frame.time * 0.11 + ring * 2.0);
  return vec3f(flat.x, flat.y * tilt + 0.05, flat.y * sqrt(1.0 - tilt * tilt) * params.depth);
}

// What a light is part of.
const PORTRAIT = 0;
const STRING = 1;
const ORBIT = 2;
const STREAM = 3;
const FAR = 4;
const NEAR = 5;

fn partOf(index: u32, nature: vec3f) -> i32 {
  if (f32(index) < score.discs) { return NEAR; }
  if (nature.z < DUST) { return FAR; }
  // The shares take lights from the portrait, always the same ones first.
  let pick = fract(nature.z * 7.31 + nature.x * 3.7);
  let ends = vec3f(score.shares.x, score.shares.x + score.shares.y, dot(score.shares, vec3f(1.0)));
  if (pick < ends.x) { return STRING; }
  if (pick < ends.y) { return ORBIT; }
  return select(PORTRAIT, STREAM, pick < ends.z);
}

fn birth(light: ptr<function, Light>, index: u32, nature: vec3f, part: i32) {
  let born = (*light).births + 1u;
  let first = (*light).births == 0u;
  let seed = i32(params.seed * 65521.0);
  let chance = hash3(vec3i(i32(index), i32(born) + 101, seed));
  let more = hash3(vec3i(i32(index), i32(born) + 50021, seed + 1));
  let floats = part == FAR || part == NEAR;
  (*light).births = born;
  (*light).life = mix(0.7, 2.6, more.x * more.x) * select(1.0, 4.0, floats);
  // At first ages are spread, so that not all are born again at once.
  (*light).age = select(0.0, (*light).life * more.y, first);
  var place = vec3f(0.0);
  if (part == STRING) {
    place = stringPlace(nature);
  } else if (part == ORBIT) {
    place = orbitPlace(nature);
  } else if (floats) {
    let away = select(-mix(0.3, 0.75, more.x), mix(0.25, 1.1, more.x), part == FAR);
    place = vec3f(placeOf(more.yz * 1.3 - 0.15), away * params.depth);
  } else {
    place = portraitPlace(placeOf(drawPlace(chance.xy)));
  }
  let uv = uvOf(place.xy);
  let bright = brightAt(uv);
  (*light).home = place.xy;
  (*light).colour = colourFor(uv, more.z);
  (*light).brightness = select(0.25, 0.17, part == STRING || part == ORBIT) + 1.5 * bright * bright;
  if (part == FAR) {
    (*light).colour = paletteAt(0.22 + 0.2 * more.x, score.accent);
    (*light).brightness = 0.3;
  } else if (part == NEAR) {
    (*light).colour = paletteAt(0.5 + 0.3 * more.x, 1.0 - score.accent);
    (*light).brightness = 0.7;
  }
  // Most are born where they belong; the others fly there, and their flight is seen.
  if (!first && chance.z > 0.85 && !floats) { return; }
  (*light).place = place;
  (*light).velocity = vec3f(0.0);
}

fn pushes(place: vec3f, nature: vec3f) -> vec3f {
  var push = vec3f(0.0);
  for (var i = 0; i < WAVES; i++) {
    let wave = score.waves[i];
    if (wave.w < 0.01) { continue; }
    let arm = place.xy - wave.xy;
    let radius = length(arm);
    let off = (radius - wave.z) / 0.07;
    let front = wave.w * exp(-off * off);
    push += front * vec3f(arm / max(radius, 1e-3), -0.7 * nature.z);
  }
  let outwards = normalize(vec3f(place.xy, -0.18 - 0.3 * nature.y) + (nature - 0.5) * 0.3);
  push += outwards * score.burst * (0.35 + 1.3 * nature.z * nature.z);
  return push;
}

@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let index = id.x;
  if (f32(index) >= score.count) { return; }
  var light = loadLight(index);
  let nature = natureOf(index);
  let part = partOf(index, nature);
  let floats = part == FAR || part == NEAR;
  let isFar = part == FAR;
  let dt = score.step;
  // A light of the figure ages fast when its place in the picture has gone dark.
  let cell = vec2u(clamp(uvOf(light.home), vec2f(0.0), vec2f(0.999)) * f32(level.side));
  let drawn = map[cell.y * level.side + cell.x].x;
  let dark = 1.0 - smoothstep(0.03, 0.12, drawn);
  light.age += dt * select(1.0, 1.0 + 4.0 * dark, part == PORTRAIT);
  if (light.births == 0u || light.age >= light.life) { birth(&light, index, nature, part); }

  var hold = params.gather * score.hold * (1.0 - score.scatter);
  var goal = vec3f(0.0);
  if (part == STRING) {
    goal = stringPlace(nature);
  } else if (part == ORBIT) {
    goal = orbitPlace(nature);
  } else {
    goal = portraitPlace(light.home);
  }
  hold *= select(1.0, 0.06, part == STREAM) * select(1.0, 0.0, floats);

  // Wind, and the camera's flow.
  let uv = uvOf(light.place.xy);
  let winds = textureSampleLevel(wind, linearClamp, uv, 0.0);
  let gust = select(winds.xy, winds.zw, isFar);
  let strength = params.wander * (0.1 + 0.25 * score.energy + 0.6 * score.scatter)
    * select(1.0, 0.55, isFar) * select(1.0, 1.7, part == NEAR) * (0.5 + nature.y);
  let firmness = hold;
  // A light that holds its place in the portrait goes where that place goes.
  let watched = select(uv, uvOf(light.home), part == PORTRAIT && firmness > 0.05);
  let seen = textureSampleLevel(flow, linearClamp, watched, 0.0);
  let inside = select(0.0, 1.0, all(watched > vec2f(0.0)) && all(watched < vec2f(1.0)));
  let moved = seen.xy * score.aspect * inside * clamp(seen.z, 0.0, 1.0);
  let carried = clamp(moved / max(frame.delta, 0.008), vec2f(-3.0), vec2f(3.0));
  let weight = clamp(seen.z, 0.0, 1.0) * smoothstep(0.03, 0.3, length(carried));
  light.home += moved * select(0.0, 1.0, part == PORTRAIT);

  var velocity = light.velocity;
  // Each has its own haste, or all would swing as one.
  let spring = SPRING * firmness * (0.45 + 0.9 * nature.x);
  velocity += (goal - light.place) * spring * dt;
  velocity += vec3f(gust, 0.35 * (winds.z - winds.x)) * strength * dt * mix(5.0, 1.2, firmness);
  velocity += pushes(light.place, nature) * dt * select(1.0, 0.35, isFar);
  let carry = 1.0 - exp(-dt * CARRY * weight * select(0.6, 0.15, isFar));
  velocity = vec3f(mix(velocity.xy, carried, carry), velocity.z);
  velocity *= exp(-dt * mix(1.3, DRAG, firmness));
  if (floats) {
    // Far and near lights keep their depth and fill the whole view.
    velocity.z *= exp(-dt * 3.0);
  }
  light.velocity = clamp(velocity, vec3f(-5.0), vec3f(5.0));
  light.place += light.velocity * dt;
  storeLight(index, light);
}
