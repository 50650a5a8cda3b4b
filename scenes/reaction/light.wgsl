// The growth as it is seen: a translucent relief under a lamp that wanders close above it, lit
// from below by the picture, its shadow and a slow second layer in the depth behind.
// Three vertices; fragment (x, y) of the target.
// Bindings: relief and life as surface.wgsl makes them, of the front and of the deep layer;
// climate as climate.wgsl makes it; palette, two ramps of 256 colours.
// @import frame
// @import params

@group(1) @binding(0) var relief: texture_2d<f32>;
@group(1) @binding(1) var life: texture_2d<f32>;
@group(1) @binding(2) var deepRelief: texture_2d<f32>;
@group(1) @binding(3) var deepLife: texture_2d<f32>;
@group(1) @binding(4) var climate: texture_2d<f32>;
@group(1) @binding(5) var palette: texture_2d<f32>;
@group(1) @binding(6) var linearClamp: sampler;
@group(1) @binding(7) var linearMirror: sampler;

// Growth at which the surface begins, at which it is closed, and at its highest.
const SHORE = vec2f(0.09, 0.2);
const HIGHEST = 0.38;

fn body(t: f32) -> vec3f {
  return textureSampleLevel(palette, linearClamp, vec2f(t, 0.25), 0.0).rgb;
}

fn answer(t: f32) -> vec3f {
  return textureSampleLevel(palette, linearClamp, vec2f(t, 0.75), 0.0).rgb;
}

// A full-screen triangle with the colours and lamps that are the same everywhere.
struct Sheet {
  @builtin(position) position: vec4f,
  @location(0) uv: vec2f,
  @location(1) @interpolate(flat) dark: vec3f,
  @location(2) @interpolate(flat) below: vec3f,
  @location(3) @interpolate(flat) through: vec3f,
  @location(4) @interpolate(flat) rim: vec3f,
  @location(5) @interpolate(flat) glow: vec3f,
  @location(6) @interpolate(flat) white: vec3f,
  @location(7) @interpolate(flat) key: vec3f,   // lamps, in picture heights from the middle
  @location(8) @interpolate(flat) back: vec3f,
}

@vertex
fn vertexMain(@builtin(vertex_index) index: u32) -> Sheet {
  let corner = vec2f(f32((index << 1u) & 2u), f32(index & 2u));
  let aspect = vec2f(params.size.x / params.size.y, 1.0);
  let t = frame.time;
  let key = vec3f(aspect * vec2f(0.52 * cos(t * 0.13 + 2.2), -0.3 + 0.3 * sin(t * 0.17)), 0.5);
  let back = vec3f(aspect * vec2f(-0.6 * cos(t * 0.13 + 2.2), 0.5 * cos(t * 0.11)), 0.3);
  return Sheet(
    vec4f(corner * 2.0 - 1.0, 0.0, 1.0), vec2f(corner.x, 1.0 - corner.y),
    body(0.05), body(0.5), body(0.62), answer(0.62), mix(answer(0.68), body(0.85), 0.35),
    body(0.97), key, back,
  );
}

struct Lamp {
  direction: vec3f, // towards it
  half: vec3f,      // between it and the eye
  light: f32,       // less with distance
}

fn lampAt(place: vec3f, p: vec2f, reach: f32) -> Lamp {
  let away = place - vec3f(p, 0.0);
  let direction = normalize(away);
  let half = normalize(direction + vec3f(0.0, 0.0, 1.0));
  return Lamp(direction, half, 1.0 / (1.0 + dot(away, away) / (reach * reach)));
}

fn toThe8th(x: f32) -> f32 {
  let square = x * x;
  return square * square * square * square;
}

fn toThe64th(x: f32) -> f32 {
  return toThe8th(toThe8th(x));
}

// The slow layer far below, a little out of focus and dim.
fn deepLayer(p: vec2f, aspect: vec2f, lamp: Lamp, turned: f32) -> vec3f {
  let sway = vec2f(sin(frame.time * 0.09), cos(frame.time * 0.07)) * 0.03;
  let uv = (p * 0.8 + sway) / aspect + 0.5;
  let e = 1.1 / vec2f(textureDimensions(deepRelief));
  var sum = textureSampleLevel(deepRelief, linearMirror, uv, 0.0) * 0.4;
  for (var i = 0; i < 4; i++) {
    let corner = vec2f(f32(i & 1), f32(i >> 1)) * 2.0 - 1.0;
    sum += textureSampleLevel(deepRelief, linearMirror, uv + corner * e, 0.0) * 0.15;
  }
  let old = textureSampleLevel(deepLife, linearMirror, uv, 0.0);
  let normal = normalize(vec3f(-sum.xy * (8.0 + 18.0 * params.relief), 1.0));
  let lit = 0.3 + 1.1 * max(dot(normal, lamp.direction), 0.0) * lamp.light;
  let height = smoothstep(0.05, HIGHEST, sum.z);
  let top = mix(answer(0.34), body(0.36), turned);
  let edge = height * (1.0 - height) * 4.0;
  let colour = mix(body(0.05), top, height) * lit * (0.45 + 0.9 * old.g);
  return colour + answer(0.5) * edge * 0.05 * lamp.light + answer(0.6) * old.a * 0.1;
}

@fragment
fn fragmentMain(in: Sheet) -> @location(0) vec4f {
  let aspect = vec2f(params.size.x / params.size.y, 1.0);
  let p = (in.uv - 0.5) * aspect;
  let surface = textureSampleLevel(relief, linearClamp, in.uv, 0.0);
  let alive = textureSampleLevel(life, linearClamp, in.uv, 0.0);
  let slow = textureSampleLevel(climate, linearClamp, in.uv, 0.0);
  let cell = 1.0 / vec2f(textureDimensions(relief));

  // The ground itself rises and falls slowly under the growth.
  let e = vec2f(0.03, 0.0);
  let right = textureSampleLevel(climate, linearClamp, in.uv + e.xy / aspect, 0.0).a;
  let down = textureSampleLevel(climate, linearClamp, in.uv + e.yx, 0.0).a;
  let swell = vec2f(right - slow.a, down - slow.a) * 3.2 * params.relief;

  let key = lampAt(in.key, p, 0.75);
  let back = lampAt(in.back, p, 0.9);
  let steep = 5.0 + 26.0 * params.relief;
  let normal = normalize(vec3f(-surface.xy * steep - swell, 1.0));
  let solid = smoothstep(SHORE.x, SHORE.y, surface.z);
  let height = smoothstep(SHORE.x, HIGHEST, surface.z);
  let seen = alive.g * params.picture;

  // Behind: the deep layer, in the shadow that the growth throws away from the lamp.
  let turned = smoothstep(0.14, 0.3, slow.b + 0.25 * sin(frame.time * 0.05));
  let throwTo = key.direction.xy * cell * (3.5 + 5.0 * params.relief);
  let caster = textureSampleLevel(relief, linearClamp, in.uv + throwTo, 0.0).z;
  let farCaster = textureSampleLevel(relief, linearClamp, in.uv + throwTo * 2.0, 0.0).z;
  let shadow = 1.0 - 0.78 * smoothstep(0.06, 0.3, 0.6 * caster + 0.4 * farCaster);
  var behind = deepLayer(p, aspect, key, turned) * params.depth * shadow;
  behind += in.dark * (0.25 + 0.5 * shadow * key.light);
  behind += in.below * seen * seen * 0.3 * shadow;

  // The growth itself: colour by height, region and picture.
  let place = 0.3 + 0.2 * height + 0.45 * seen + 0.16 * slow.b;
  let albedo = mix(body(place), answer(place * 0.9 + 0.06), 0.85 * turned);
  let wrapped = clamp((dot(normal, key.direction) + 0.3) / 1.3, 0.0, 1.0);
  let hollow = max(surface.w - surface.z, 0.0) / HIGHEST;
  let open = clamp(1.0 - 1.9 * params.relief * hollow, 0.2, 1.0);
  let waste = smoothstep(0.2, 0.75, alive.b);
  let crease = clamp(1.0 - 1.2 * waste * (1.0 - height), 0.25, 1.0);
  var lit = albedo * (0.12 + 2.3 * wrapped * wrapped * key.light) * open * crease;
  let facing = max(dot(normal, back.direction), 0.0);
  lit += in.rim * facing * facing * 0.3 * back.light * open;

  // Light that comes through thin places, from the lamp and from the picture below.
  let thin = exp(-3.4 * surface.w / HIGHEST) * (1.0 - 0.5 * height);
  let under = 0.22 + 1.2 * seen + 0.35 * frame.low * params.pulse;
  lit += mix(in.through, in.rim, turned) * thin * under * 0.5;
  lit += albedo * seen * 0.35;

  let gloss = toThe64th(max(dot(normal, key.half), 0.0));
  let sheen = toThe8th(max(dot(normal, back.half), 0.0));
  let bright = 0.8 + 0.8 * frame.highOnset * params.pulse;
  let shine = gloss * 1.1 * bright * key.light + sheen * sheen * 0.07 * back.light;
  lit += in.white * shine * solid * params.relief;

  // What has just grown glows, and so does the wave of a kick.
  let fresh = alive.r * (0.3 + params.pulse * (0.5 * frame.rms + 0.6 * frame.onset));
  let wave = alive.a * (0.25 + 0.75 * height);
  lit += in.glow * (fresh * 0.8 + wave * 0.45);

  var colour = mix(behind, lit, solid);
  colour += in.rim * (fresh * 0.25 + alive.a * 0.06) * (1.0 - solid);
  let vignette = 1.0 - 0.4 * smoothstep(0.4, 1.05, length(p / max(aspect, vec2f(1.0))));
  return vec4f(min(colour * vignette, vec3f(4.0)), 1.0);
}
