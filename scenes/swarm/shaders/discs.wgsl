// The lights nearest to the eye, out of focus: soft discs before everything.
// A vertex computes a corner of a light's square (six a light); a fragment a pixel of its disc,
// added to the picture.
// Bindings: score; bodies and traits as in move.wgsl.
// @import frame
// @import params
// @import noise
// @import swarm-score
@group(1) @binding(1) var<storage, read> bodies: array<vec4f>;
@group(1) @binding(2) var<storage, read> traits: array<vec4u>;

struct Disc {
  @builtin(position) position: vec4f,
  @location(0) corner: vec2f,
  @location(1) light: vec3f,
}

const APERTURE = 0.05;
const LEAST_RADIUS = 0.003;

@vertex
fn vertexMain(@builtin(vertex_index) vertex: u32) -> Disc {
  let index = vertex / 6u;
  let which = vertex % 6u;
  let corner = vec2f(
    select(-1.0, 1.0, which == 1u || which == 2u || which == 4u),
    select(-1.0, 1.0, which == 2u || which == 4u || which == 5u),
  );
  let body = bodies[2u * index];
  let motion = bodies[2u * index + 1u];
  let nature = natureOf(index);
  let packed = traits[index];
  let rest = unpack2x16float(packed.z);
  let point = project(body.xyz);
  let fade = smoothstep(0.0, 0.8, body.w) * smoothstep(motion.w, motion.w - 0.8, body.w);
  let radius = LEAST_RADIUS + APERTURE * params.depth * abs(point.z) * (0.3 + 1.4 * nature.x * nature.x);
  // The same light on a larger disc is dimmer.
  let spread = LEAST_RADIUS / radius;
  let group = fract(nature.x * 61.7 + nature.y * 13.1 + score.sparkGroup * 0.618034);
  let sparkle = 1.0 + 2.0 * score.spark * step(group, 0.08);
  let amount = 1.5 * spread * fade * rest.y * sparkle * (0.35 + score.energy) * score.exposure;
  let place = (point.xy + corner * radius) / score.aspect * 2.0;
  let light = vec3f(unpack2x16float(packed.y), rest.x) * min(amount, 1.2);
  return Disc(vec4f(place.x, -place.y, 0.0, 1.0), corner, light);
}

@fragment
fn fragmentMain(in: Disc) -> @location(0) vec4f {
  let radius = length(in.corner);
  let edge = 1.0 - smoothstep(0.7, 1.0, radius);
  // A lens gathers a little more light at the border of its disc.
  let lens = 0.8 + 0.2 * smoothstep(0.2, 0.9, radius);
  return vec4f(in.light * edge * lens, 0.0);
}
