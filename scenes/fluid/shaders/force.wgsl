// What pushes the water in this frame, and the ink and heat that come with it.
// A thread computes one cell; 8 x 8 threads a workgroup.
// Bindings: grid; score; centre (velocity, heat, vorticity); flow and motion of the camera;
// spectrogram (newest row in the frame); force: x, y change of velocity, z change of heat, w wanted
// divergence a second; emission: ink a second, as in fluid-ink.wgsl.
// Source: vorticity confinement: R. Fedkiw, J. Stam, H. Jensen, "Visual Simulation of Smoke"
// (2001), equation 11.
// @import frame
// @import params
// @import fluid-grid
// @import fluid-score
// @import fluid-ink
@group(1) @binding(2) var centre: texture_2d<f32>;
@group(1) @binding(3) var flow: texture_2d<f32>;
@group(1) @binding(4) var motion: texture_2d<f32>;
@group(1) @binding(5) var spectrogram: texture_2d<f32>; // @unfilterable
@group(1) @binding(6) var linearClamp: sampler;
@group(1) @binding(7) var force: texture_storage_2d<rgba16float, write>;
@group(1) @binding(8) var emission: texture_storage_2d<rgba16float, write>;

// Fastest camera movement that counts, shorter sides a second.
const FASTEST_STIR = 2.5;
// Share of the way to the camera's velocity, a second, at full confidence and stir 1.
const STIR_RATE = 9.0;
// Strength of the confinement at swirl 1, in cells a second of velocity.
const CONFINEMENT = 9.0;
const BUOYANCY = 1.1;
// Bands of the spectrogram that are played; those above hold hiss alone.
const PLAYED_BANDS = 104.0;
// Half width of the lines along which the bands burn.
const BURNER = 0.014;

struct Burner {
  along: f32,       // 0 lowest band, 1 highest
  closeness: f32,   // 1 on the line
  push: vec2f,
}

fn closeness(distance: f32) -> f32 {
  return exp(-0.5 * distance * distance / (BURNER * BURNER));
}

// The line of a shape: along the floor, around a ring, up both sides, or up the middle.
fn burner(shape: i32, place: vec2f) -> Burner {
  let half = 0.5 * grid.aspect;
  let height = clamp(0.5 - place.y / grid.aspect.y, 0.0, 1.0);
  if (shape == 0) {
    return Burner(abs(place.x) / half.x, closeness(place.y - 0.8 * half.y), vec2f(0.0, -1.0));
  }
  if (shape == 1) {
    let radius = length(place);
    let outwards = place / max(radius, 1e-3);
    let around = abs(atan2(place.x, place.y)) / 3.14159265;
    return Burner(around, closeness(radius - 0.3), outwards);
  }
  let side = sign(place.x);
  if (shape == 2) {
    return Burner(height, closeness(abs(place.x) - 0.84 * half.x), vec2f(-side, 0.0));
  }
  return Burner(height, closeness(place.x), vec2f(side, -0.4));
}

// Level of the sound at a place of the spectrum, squared so that quiet bands stay dark.
fn bandLevel(along: f32) -> f32 {
  let band = clamp(along, 0.0, 1.0) * PLAYED_BANDS;
  let row = i32(frame.spectrogramRow);
  let low = textureLoad(spectrogram, vec2i(i32(band), row), 0).r;
  let high = textureLoad(spectrogram, vec2i(i32(band) + 1, row), 0).r;
  let level = mix(low, high, fract(band));
  return level * level;
}

fn confinement(at: vec2i) -> vec2f {
  let last = vec2i(grid.cells) - 1;
  let right = abs(textureLoad(centre, min(at + vec2i(1, 0), last), 0).w);
  let left = abs(textureLoad(centre, max(at - vec2i(1, 0), vec2i(0)), 0).w);
  let below = abs(textureLoad(centre, min(at + vec2i(0, 1), last), 0).w);
  let above = abs(textureLoad(centre, max(at - vec2i(0, 1), vec2i(0)), 0).w);
  let slope = vec2f(right - left, below - above);
  let steepness = length(slope);
  if (steepness < 1e-3) { return vec2f(0.0); }
  let towards = slope / steepness;
  let vorticity = textureLoad(centre, at, 0).w;
  return vec2f(towards.y, -towards.x) * clamp(vorticity, -40.0, 40.0);
}

// The camera's movement drags the water with it, and only where something moves.
fn stir(place: vec2f, velocity: vec2f) -> vec2f {
  let uv = pictureUv(place);
  if (any(uv < vec2f(0.0)) || any(uv > vec2f(1.0))) { return vec2f(0.0); }
  let seen = textureSampleLevel(flow, linearClamp, uv, 0.0);
  var moved = seen.xy * grid.aspect / max(frame.delta, 0.008);
  let speed = length(moved);
  moved *= min(1.0, FASTEST_STIR / max(speed, 1e-4));
  let weight = clamp(seen.z, 0.0, 1.0) * smoothstep(0.02, 0.25, speed);
  return (moved - velocity) * (1.0 - exp(-grid.step * STIR_RATE * params.stir * weight));
}

fn gyreVelocity(place: vec2f) -> vec2f {
  var sum = vec2f(0.0);
  for (var i = 0; i < GYRES; i++) {
    let gyre = score.gyres[i];
    let arm = place - gyre.xy;
    let near = exp(-dot(arm, arm) / (gyre.w * gyre.w));
    sum += vec2f(-arm.y, arm.x) * gyre.z * near / gyre.w;
  }
  return sum;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = vec2i(id.xy);
  if (any(at >= vec2i(grid.cells))) { return; }
  let middle = vec2f(id.xy) + 0.5;
  let place = placeOfCell(middle);
  let now = textureLoad(centre, at, 0);
  let open = 1.0 - spongeAt(middle);

  var push = gyreVelocity(place);
  push += CONFINEMENT * params.swirl * grid.cell * confinement(at);
  push += vec2f(0.0, -BUOYANCY * params.rise * now.z);
  var heat = 0.0;
  var swell = 0.0;
  var ink = vec4f(0.0);

  for (var i = 0; i < STROKES; i++) {
    let stroke = score.strokes[i];
    let arm = place - stroke.place;
    let radius = length(arm);
    if (radius > 3.0 * stroke.radius) { continue; }
    let off = mix(radius, abs(radius - stroke.radius) * 3.0, stroke.hollow) / stroke.radius;
    // A ring has petals, or it would be a hoop.
    let around = atan2(arm.y, arm.x);
    let petals = 0.5 + 0.5 * sin(7.0 * around + 2.0 * sin(3.0 * around + 40.0 * stroke.place.x));
    let near = exp(-off * off) * (1.0 - 0.75 * stroke.hollow * petals);
    push += near * stroke.push;
    heat += near * stroke.heat;
    swell += near * stroke.swell;
    let density = near * stroke.ink;
    ink += inkOf(density, stroke.tone, stroke.accent, stroke.glow);
  }
  for (var shape = 0; shape < 4; shape++) {
    let share = score.shapes[shape];
    if (share < 0.01) { continue; }
    let line = burner(shape, place);
    if (line.closeness < 0.01) { continue; }
    let level = share * line.closeness * bandLevel(line.along);
    push += line.push * level * params.punch * 7.0;
    heat += level * params.sound * 3.0;
    let density = level * params.sound * 7.0;
    ink += inkOf(density, 0.35 + 0.6 * line.along, 0.0, 0.4 + 0.4 * line.along);
  }
  let change = (push * grid.step + stir(place, now.xy)) * open;
  textureStore(force, at, vec4f(change, heat * grid.step, swell * open));
  textureStore(emission, at, ink * open);
}
