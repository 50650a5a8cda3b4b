// A wall of stones, each in the colour of the painted picture behind it, tilted in the light.
// A full-screen pass. Bindings: painted, the picture in its style; luma; motion (r 0..1); waves, age
// in seconds and force of the last kicks, in pairs.
// Source of the cells: S. Worley, "A Cellular Texture Basis Function" (1996).
// @import frame
// @import params
// @import fullscreen
// @import colour
// @import noise

@group(1) @binding(0) var painted: texture_2d<f32>;
@group(1) @binding(1) var luma: texture_2d<f32>;
@group(1) @binding(2) var motion: texture_2d<f32>;
@group(1) @binding(3) var linearClamp: sampler;
@group(1) @binding(4) var<uniform> waves: array<vec4f, 2>;

const GOLD = vec3f(1.00, 0.68, 0.26);
const MORTAR = vec3f(0.050, 0.042, 0.036);
const WAVE_SPEED = 0.75;
const WAVE_WIDTH = 0.10;
const SALT = 5;

fn at(source: texture_2d<f32>, uv: vec2f) -> vec4f {
  return textureSampleLevel(source, linearClamp, uv, 0.0);
}

// Centre of a stone, in units of stones; rows are set off against each other.
fn centreOf(cell: vec2i) -> vec2f {
  let key = hash3(vec3i(cell, SALT));
  let jitter = (key.xy - 0.5) * mix(0.92, 0.1, params.order);
  let offset = select(0.0, 0.5, (cell.y & 1) == 1) * params.order;
  return vec2f(cell) + 0.5 + jitter + vec2f(offset, 0.0);
}

struct Stone { cell: vec2i, centre: vec2f, edge: f32 }

// The stone at a place, and how far from its joint the place is.
fn stoneAt(place: vec2f) -> Stone {
  let home = vec2i(floor(place));
  var stone = Stone(home, vec2f(0.0), 9.0);
  var nearest = 9.0;
  for (var i = 0; i < 9; i++) {
    let cell = home + vec2i(i % 3, i / 3) - 1;
    let centre = centreOf(cell);
    let away = distance(place, centre);
    if (away < nearest) {
      nearest = away;
      stone.cell = cell;
      stone.centre = centre;
    }
  }
  for (var i = 0; i < 25; i++) {
    let cell = stone.cell + vec2i(i % 5, i / 5) - 2;
    if (all(cell == stone.cell)) { continue; }
    let between = centreOf(cell) - stone.centre;
    let middle = stone.centre + 0.5 * between;
    stone.edge = min(stone.edge, dot(middle - place, normalize(between)));
  }
  return stone;
}

// How a kick stands at a distance from the middle: its height, and its slope outwards.
fn waveAt(far: f32) -> vec2f {
  var sum = vec2f(0.0);
  for (var i = 0; i < 4; i++) {
    let pair = waves[i / 2];
    let wave = select(pair.xy, pair.zw, i % 2 == 1);
    let near = (far - wave.x * WAVE_SPEED) / WAVE_WIDTH;
    let height = wave.y * exp(-near * near - 1.6 * wave.x);
    sum += vec2f(height, -2.0 * near * height);
  }
  return sum * params.pulse;
}

// Mean colour of the picture behind a stone.
fn colourOf(uv: vec2f, reach: vec2f) -> vec3f {
  var sum = 2.0 * at(painted, uv).rgb;
  for (var i = 0; i < 4; i++) {
    sum += at(painted, uv + reach * (vec2f(f32(i & 1), f32(i >> 1)) - 0.5)).rgb;
  }
  return sum / 6.0;
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let shape = vec2f(params.size.x / params.size.y, 1.0);
  let count = max(4.0, params.stones);
  let stone = stoneAt(in.uv * shape * count);
  let middle = stone.centre / count;
  let uv = clamp(middle / shape, vec2f(0.0), vec2f(1.0));
  let key = hash3(vec3i(stone.cell, SALT + 1));
  let away = middle - 0.5 * shape;
  let wave = waveAt(length(away));
  let lifted = params.lift * at(motion, uv).r + 0.6 * wave.x;

  let joint = mix(0.015, 0.2, params.joint) * (0.75 + 0.5 * key.z) * (1.0 - 0.5 * min(lifted, 1.0));
  let soft = 0.5 * count / params.size.y;
  let face = smoothstep(joint - soft, joint + soft, stone.edge);
  let bevel = 1.0 - smoothstep(joint, joint + 0.11, stone.edge);

  // The face leans at random, with the wave, and outwards at its rim.
  let place = in.uv * shape * count - stone.centre;
  let lean = (key.xy - 0.5) * 1.1 * params.tilt;
  let slope = lean + 0.5 * wave.y * normalize(away + vec2f(1e-4)) + bevel * 0.7 * place;
  let normal = normalize(vec3f(slope, 1.0));
  let turn = frame.time * 0.17;
  let lamp = normalize(vec3f(0.7 * cos(turn), -0.55 + 0.3 * sin(turn * 0.7), 0.9));
  let half = normalize(lamp + vec3f(0.0, 0.0, 1.0));
  let lit = max(dot(normal, lamp), 0.0) / lamp.z;
  let shine = pow(max(dot(normal, half), 0.0), 40.0);

  var colour = colourOf(uv, 0.6 / (count * shape));
  let light = luminance(colour);
  // Gold is laid where the light falls.
  let share = 0.6 * params.gold * smoothstep(0.02, 0.35, light);
  let isGold = hash3(vec3i(stone.cell, SALT + 2)).x < share;
  colour = max(mix(vec3f(light), colour, 1.45), vec3f(0.0)) * (1.0 + 0.3 * key.z) + 0.006;
  let leaf = GOLD * (0.02 + 1.1 * light) + GOLD * (0.15 + light) * shine;
  colour = select(colour + vec3f(0.28) * shine * (0.25 + light), leaf, isGold);
  colour *= mix(1.0, lit, 0.85) * (1.0 + 0.55 * lifted);

  let grain = 0.8 + 0.4 * hash3(vec3i(vec2i(in.uv * params.size), 3)).x;
  let shadow = smoothstep(-0.02, joint + 0.02, stone.edge);
  let mortar = MORTAR * grain * (0.35 + 0.65 * shadow) * (1.0 + 1.2 * wave.x);
  let vignette = 1.0 - 0.3 * smoothstep(0.5, 1.2, length((in.uv - 0.5) * shape));
  colour = mix(mortar + 0.04 * colour, colour, face) * vignette * (1.0 + 0.06 * params.pulse * frame.onset);
  return vec4f(clamp(colour, vec3f(0.0), vec3f(16.0)), 1.0);
}
