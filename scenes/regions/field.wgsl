// The field whose heights are the sheets: what cuts them, softened in space and time.
// A full-screen pass over the field. Bindings: before, the field (r); luma; motion (r 0..1); hand.
// @import frame
// @import params
// @import fullscreen

struct Hand { first: f32, kick: f32, unused: vec2f }

@group(1) @binding(0) var before: texture_2d<f32>;
@group(1) @binding(1) var luma: texture_2d<f32>;
@group(1) @binding(2) var motion: texture_2d<f32>;
@group(1) @binding(3) var linearClamp: sampler;
@group(1) @binding(4) var<uniform> hand: Hand;

// Half the side of the window that is averaged, as a share of the height.
const REACH = 0.02;
// Time constant in seconds.
const SLOW = 0.18;

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let shape = vec2f(params.size.x / params.size.y, 1.0);
  var light = 0.0;
  var moving = 0.0;
  for (var i = 0; i < 25; i++) {
    let place = in.uv + (vec2f(f32(i % 5), f32(i / 5)) - 2.0) * 0.5 * REACH / shape;
    light += textureSampleLevel(luma, linearClamp, place, 0.0).r / 25.0;
    moving += textureSampleLevel(motion, linearClamp, place, 0.0).r / 25.0;
  }
  let away = length((in.uv - 0.5) * shape);
  let middle = 0.75 * (1.0 - smoothstep(0.0, 0.75, away)) + 0.25 * light;
  let wanted = select(select(middle, 0.15 + 1.1 * sqrt(moving), params.cut < 1.5), light, params.cut < 0.5);
  let share = select(1.0 - exp(-frame.delta / SLOW), 1.0, hand.first > 0.5);
  let old = textureSampleLevel(before, linearClamp, in.uv, 0.0).r;
  return vec4f(mix(old, wanted, share), 0.0, 0.0, 1.0);
}
