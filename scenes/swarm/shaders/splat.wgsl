// Adds the light of the swarm up on a canvas of whole numbers, so that the order does not matter
// and the same frame is the same every time.
// A thread computes one light: a short streak along its way of this frame, each point shared out
// over four pixels; 256 threads a workgroup.
// Bindings: score; bodies and traits as in move.wgsl; canvas [height, width, 3] light in units.
// @import frame
// @import params
// @import noise
// @import swarm-score
@group(1) @binding(1) var<storage, read> bodies: array<vec4f>;
@group(1) @binding(2) var<storage, read> traits: array<vec4u>;
@group(1) @binding(3) var<storage, read_write> canvas: array<atomic<u32>>;

// Units of a light of 1; as in resolve.wgsl.
const UNITS = 8192.0;
// Mean light of a picture that all lights were spread over evenly.
const MEAN_LIGHT = 0.55;
const MOST_POINTS = 6.0;
const FADE_IN = 0.22;
const FADE_OUT = 0.5;
// Radius of the blur at a depth of 1, in shorter sides.
const APERTURE = 0.03;
const DUST = 0.16;

fn addPoint(at: vec2f, light: vec3f) {
  let corner = floor(at - 0.5);
  let part = at - 0.5 - corner;
  let size = vec2i(score.canvas);
  for (var i = 0; i < 4; i++) {
    let offset = vec2i(i & 1, i >> 1);
    let pixel = vec2i(corner) + offset;
    if (any(pixel < vec2i(0)) || any(pixel >= size)) { continue; }
    let weights = mix(1.0 - part, part, vec2f(offset));
    let units = vec3u(light * (weights.x * weights.y * UNITS) + 0.5);
    let first = u32(pixel.y * size.x + pixel.x) * 3u;
    if (units.r > 0u) { atomicAdd(&canvas[first], units.r); }
    if (units.g > 0u) { atomicAdd(&canvas[first + 1u], units.g); }
    if (units.b > 0u) { atomicAdd(&canvas[first + 2u], units.b); }
  }
}

@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let index = id.x;
  if (f32(index) >= score.count) { return; }
  let body = bodies[2u * index];
  let motion = bodies[2u * index + 1u];
  let nature = natureOf(index);
  let packed = traits[index];
  let rest = unpack2x16float(packed.z);
  let colour = vec3f(unpack2x16float(packed.y), rest.x);

  let fade = smoothstep(0.0, FADE_IN, body.w) * smoothstep(motion.w, motion.w - FADE_OUT, body.w);
  let group = fract(nature.x * 61.7 + nature.y * 13.1 + score.sparkGroup * 0.618034);
  let sparkle = 1.0 + 7.0 * score.spark * step(group, 0.035);
  let end = project(body.xyz);
  let start = project(body.xyz - motion.xyz * score.step);
  let isDust = nature.z < DUST;
  // The nearer the brighter, and dust behind everything dim.
  let near = 1.0 / max(0.3, 1.0 + 0.55 * end.z);
  let speed = length(motion.xyz);
  let amount = MEAN_LIGHT * score.canvas.x * score.canvas.y / score.count * fade * rest.y
    * sparkle * near * near * select(1.0, 0.4, isDust) * (1.0 + 0.5 * min(speed, 1.5));

  // Out of focus: a light stands somewhere else on its disc in every frame.
  let jitter = hash3(vec3i(i32(index), i32(frame.index), 3));
  let angle = 6.2831853 * jitter.x;
  let blur = APERTURE * params.depth * abs(end.z) * sqrt(jitter.y);
  let shift = blur * vec2f(cos(angle), sin(angle));
  let scale = score.canvas / score.aspect;
  let last = (end.xy + shift + 0.5 * score.aspect) * scale;
  let before = (start.xy + shift + 0.5 * score.aspect) * scale;
  let points = clamp(ceil(distance(last, before)), 1.0, MOST_POINTS);
  let light = colour * amount / points;
  for (var i = 0.0; i < points; i += 1.0) {
    let along = (i + jitter.z) / points;
    addPoint(mix(before, last, along), light);
  }
}
