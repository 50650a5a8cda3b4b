// The canvas a moment later: wet paint is dragged along, and strokes that are due are laid down.
// A full-screen pass over the canvas. Bindings: before, the canvas (rgb linear light, a height of
// the paint); painted, the picture in its style; luma (b and a its rise a pixel right and down);
// motion; flow, displacement since the frame before; hand, see Hand.
// Source of the strokes: A. Hertzmann, "Painterly Rendering with Curved Brush Strokes of Multiple
// Sizes" (1998), here as a lattice of short straight strokes that fire in turn.
// @import frame
// @import params
// @import fullscreen
// @import noise

struct Hand {
  painted: f32, // beats painted so far
  beats: f32,   // beats of this frame
  first: f32,   // 1 on the first frame
  seed: f32,
  waves: array<vec4f, 2>, // age in seconds and force of the last kicks, in pairs
}

@group(1) @binding(0) var before: texture_2d<f32>;
@group(1) @binding(1) var painted: texture_2d<f32>;
@group(1) @binding(2) var luma: texture_2d<f32>;
@group(1) @binding(3) var motion: texture_2d<f32>;
@group(1) @binding(4) var flow: texture_2d<f32>;
@group(1) @binding(5) var linearClamp: sampler;
@group(1) @binding(6) var<uniform> hand: Hand;

// Layers of strokes, each so much finer than the one before, and beats until all of it was laid.
const LAYERS = 2;
const FINER = 0.45;
const ROUND = 8.0;
// Width of a stroke by its length, and its spacing.
const WIDTH = 0.34;
const SPACING = 0.5;
// How fast the picture soaks through the strokes, a second.
const FRESH_RATE = 12.0;
// Strokes a beat more where all is in motion.
const HURRY = 1.6;
// Speed of the ring of a kick, its width, and how far it pushes.
const RING_SPEED = 0.9;
const RING_WIDTH = 0.08;
const RING_PUSH = 0.012;

fn at(source: texture_2d<f32>, uv: vec2f) -> vec4f {
  return textureSampleLevel(source, linearClamp, uv, 0.0);
}

// Where the paint of a place came from, in uv.
fn dragged(uv: vec2f, shape: vec2f) -> vec2f {
  var moved = at(flow, uv).rg * params.wet * 0.9;
  let current = curlNoise(vec3f(uv * shape * 2.2, frame.time * 0.06 + hand.seed));
  moved += current / shape * params.drift * params.wet * frame.delta * 0.05;
  let away = (uv - 0.5) * shape;
  let far = length(away) + 1e-4;
  for (var i = 0; i < 4; i++) {
    let pair = hand.waves[i / 2];
    let wave = select(pair.xy, pair.zw, i % 2 == 1);
    let near = (far - wave.x * RING_SPEED) / RING_WIDTH;
    let force = wave.y * exp(-near * near) * exp(-2.0 * wave.x);
    moved += away / far / shape * force * params.pulse * RING_PUSH;
  }
  return uv - moved;
}

// One stroke: how much of it covers a place, and its ridge there.
fn strokeAt(offset: vec2f, along: vec2f, size: f32, key: vec3f) -> vec2f {
  let x = dot(offset, along) / (0.5 * size);
  let y = dot(offset, vec2f(-along.y, along.x)) / (0.5 * size * WIDTH);
  let bristle = 0.5 + 0.5 * sin(y * 7.0 + key.x * 40.0) * sin(y * 3.1 + x * 0.9 + key.y * 50.0);
  let ragged = abs(x) + 0.3 * (bristle - 0.5);
  let cover = (1.0 - smoothstep(0.75, 1.0, ragged)) * (1.0 - smoothstep(0.7, 1.0, abs(y)));
  return vec2f(cover, bristle * cover);
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let canvas = vec2f(textureDimensions(before));
  let shape = vec2f(canvas.x / canvas.y, 1.0);
  let uv = in.uv;
  if (hand.first > 0.5) {
    return vec4f(at(painted, uv).rgb, 0.3);
  }
  var paint = at(before, dragged(uv, shape));
  paint.a *= exp(-0.25 * frame.delta);
  let soaked = 1.0 - exp(-FRESH_RATE * params.fresh * params.fresh * frame.delta);
  paint = mix(paint, vec4f(at(painted, uv).rgb, paint.a), soaked);
  let place = uv * shape;
  var size = params.stroke;
  for (var layer = 0; layer < LAYERS; layer++) {
    let pitch = size * SPACING;
    let home = vec2i(floor(place / pitch));
    for (var i = 0; i < 9; i++) {
      let cell = home + vec2i(i % 3, i / 3) - 1;
      let key = hash3(vec3i(cell, layer * 17 + i32(hand.seed)));
      let turn = hand.painted / ROUND + key.z;
      let due = floor(turn + hand.beats / ROUND) > floor(turn);
      let centre = (vec2f(cell) + 0.5 + 0.9 * (key.xy - 0.5)) * pitch;
      let spot = clamp(centre / shape, vec2f(0.0), vec2f(1.0));
      let chance = hash3(vec3i(cell, i32(frame.index) * 5 + layer)).x;
      let hurried = chance < at(motion, spot).r * HURRY * hand.beats;
      if (!due && !hurried) { continue; }
      let rise = at(luma, spot).ba;
      let wander = curlNoise(vec3f(centre * 3.0, 7.0 + hand.seed + 0.1 * frame.time));
      let along = normalize(vec2f(-rise.y, rise.x) * 24.0 + 0.35 * wander + vec2f(1e-3, 2e-3));
      let laid = strokeAt(place - centre, along, size, key);
      let tone = 0.92 + 0.16 * key.y;
      let colour = at(painted, spot).rgb * tone;
      paint = mix(paint, vec4f(colour, 0.45 + 0.4 * laid.y), laid.x);
    }
    size *= FINER;
  }
  let net = at(painted, uv).rgb;
  return vec4f(mix(paint.rgb, net, smoothstep(0.6, 1.0, params.fresh)), paint.a);
}
