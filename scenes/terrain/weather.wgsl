// Dust in the air that lights up where the picture moves.
// Six vertices a mote, a mote an instance; added to the picture.
// Bindings: motion of the instrument.
// @import frame
// @import params
// @import noise
// @import cover
// @import world
// @import paint
@group(1) @binding(0) var motion: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;
@group(1) @binding(2) var<uniform> world: World;

// The box of air that motes drift through, again and again.
const BOX = vec3f(16.0, 4.2, 11.0);

struct Mote {
  @builtin(position) position: vec4f,
  @location(0) corner: vec2f,
  @location(1) light: vec3f,
}

@vertex
fn vertexMain(@builtin(vertex_index) vertex: u32, @builtin(instance_index) mote: u32) -> Mote {
  let random = hash3(vec3i(i32(mote), 71, 5));
  let other = hash3(vec3i(i32(mote), 13, 9));
  let t = frame.time;
  let drift = vec3f(
    0.012 * t * (other.x - 0.3), 0.02 * t * (0.4 + other.y), world.wind / BOX.z * (0.9 + 0.2 * other.z),
  );
  var at = fract(random + drift) * BOX - vec3f(BOX.x * 0.5, -world.water, BOX.z);
  at += 0.12 * vec3f(sin(t * 0.7 + 20.0 * other.x), cos(t * 0.9 + 20.0 * other.y), 0.0);
  let middle = world.viewProjection * vec4f(at, 1.0);
  let uv = vec2f(0.5, -0.5) * middle.xy / max(middle.w, 0.01) + 0.5;
  let seen = coverUv(clamp(uv, vec2f(0.0), vec2f(1.0)), vec2f(textureDimensions(motion)), params.size);
  let moved = textureSampleLevel(motion, linearClamp, seen, 0.0).r;
  let near = smoothstep(0.4, 1.6, middle.w) * smoothstep(BOX.z, BOX.z * 0.5, middle.w);
  let bright = params.weather * near * (0.05 + 1.5 * moved + 0.25 * frame.highOnset * other.z);
  let colour = select(body(0.6 + 0.4 * other.y), answer(0.6 + 0.4 * other.y), other.x > 0.4);
  let corner = vec2f(
    f32(vertex == 1u || vertex == 3u || vertex == 4u), f32(vertex == 2u || vertex >= 4u),
  ) * 2.0 - 1.0;
  let size = (0.008 + 0.018 * other.z * other.z) * (1.0 + 0.8 * moved);
  let aspect = world.canvas.y / world.canvas.x;
  let offset = corner * max(size, 1.4 * middle.w / world.canvas.y) * vec2f(aspect, 1.0) * 1.6;
  return Mote(middle + vec4f(offset, 0.0, 0.0), corner, colour * bright);
}

@fragment
fn fragmentMain(in: Mote) -> @location(0) vec4f {
  let d = dot(in.corner, in.corner);
  return vec4f(in.light * exp(-3.5 * d) * smoothstep(1.0, 0.6, d) * 1.6, 0.0);
}
