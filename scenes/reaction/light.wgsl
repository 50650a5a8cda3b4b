// The growth as it is seen: a translucent relief under a wandering lamp, lit from below by the
// picture, its shadow and a slow second layer in the depth behind.
// A full-screen pass: fragment (x, y) of the target.
// Bindings: relief and life as surface.wgsl makes them, of the front and of the deep layer.
// @import frame
// @import params
// @import fullscreen
// @import noise
// @import culture

@group(1) @binding(0) var relief: texture_2d<f32>;
@group(1) @binding(1) var life: texture_2d<f32>;
@group(1) @binding(2) var deepRelief: texture_2d<f32>;
@group(1) @binding(3) var deepLife: texture_2d<f32>;
@group(1) @binding(4) var palette: texture_2d<f32>;
@group(1) @binding(5) var linearClamp: sampler;
@group(1) @binding(6) var linearMirror: sampler;
@group(1) @binding(7) var<uniform> culture: Culture;

// Growth at which the surface begins, and at which it is closed.
const SHORE = vec2f(0.09, 0.2);
const HIGHEST = 0.38;

fn body(t: f32) -> vec3f {
  return textureSampleLevel(palette, linearClamp, vec2f(t, 0.25), 0.0).rgb;
}

fn answer(t: f32) -> vec3f {
  return textureSampleLevel(palette, linearClamp, vec2f(t, 0.75), 0.0).rgb;
}

struct Lamp {
  direction: vec3f,
  half: vec3f,
}

fn lampAt(angle: f32, height: f32) -> Lamp {
  let direction = normalize(vec3f(cos(angle), sin(angle), height));
  return Lamp(direction, normalize(direction + vec3f(0.0, 0.0, 1.0)));
}

// The slow layer far below, out of focus and dim.
fn deepLayer(p: vec2f, aspect: vec2f, lamp: Lamp) -> vec3f {
  let sway = vec2f(sin(frame.time * 0.09), cos(frame.time * 0.07)) * 0.03;
  let uv = (p * 0.82 + sway) / aspect + 0.5;
  let e = 1.6 / vec2f(textureDimensions(deepRelief));
  var sum = textureSampleLevel(deepRelief, linearMirror, uv, 0.0) * 0.36;
  for (var i = 0; i < 4; i++) {
    let corner = vec2f(f32(i & 1), f32(i >> 1)) * 2.0 - 1.0;
    sum += textureSampleLevel(deepRelief, linearMirror, uv + corner * e, 0.0) * 0.16;
  }
  let old = textureSampleLevel(deepLife, linearMirror, uv, 0.0);
  let normal = normalize(vec3f(-sum.xy * (6.0 + 14.0 * params.relief), 1.0));
  let lit = 0.45 + 0.75 * max(dot(normal, lamp.direction), 0.0);
  let height = smoothstep(0.04, HIGHEST, sum.z);
  let colour = mix(body(0.06), mix(body(0.34), answer(0.3), 0.55), height);
  return colour * lit * (0.5 + 0.7 * old.g) + answer(0.55) * old.r * 0.12;
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let aspect = vec2f(params.size.x / params.size.y, 1.0);
  let p = (in.uv - 0.5) * aspect;
  let surface = textureSampleLevel(relief, linearClamp, in.uv, 0.0);
  let alive = textureSampleLevel(life, linearClamp, in.uv, 0.0);
  let cell = 1.0 / vec2f(textureDimensions(relief));

  let key = lampAt(frame.time * 0.13 + 2.2, 0.75);
  let rim = lampAt(frame.time * 0.13 + 5.2 + 0.4 * sin(frame.time * 0.21), 0.35);
  let steep = 4.0 + 26.0 * params.relief;
  let normal = normalize(vec3f(-surface.xy * steep, 1.0));
  let solid = smoothstep(SHORE.x, SHORE.y, surface.z);
  let height = smoothstep(SHORE.x, HIGHEST, surface.z);

  // Behind: the deep layer, in the shadow that the growth throws away from the lamp.
  let throwTo = key.direction.xy * cell * (3.0 + 5.0 * params.relief);
  let caster = textureSampleLevel(relief, linearClamp, in.uv + throwTo, 0.0);
  let farCaster = textureSampleLevel(relief, linearClamp, in.uv + throwTo * 2.0, 0.0);
  let shadow = 1.0 - 0.72 * smoothstep(0.06, 0.3, 0.6 * caster.z + 0.4 * farCaster.z);
  let waste = smoothstep(0.2, 0.75, alive.b);
  var behind = deepLayer(p, aspect, key) * params.depth * shadow;
  behind += body(0.05) * (0.5 + 0.5 * shadow);
  behind += body(0.42) * alive.g * alive.g * 0.35 * params.picture * shadow;

  // The growth itself: colour by height, place and picture.
  let region = gradientNoise(vec3f(p * 1.3, frame.time * 0.03 + culture.home));
  let place = 0.3 + 0.3 * height + 0.22 * alive.g * params.picture + 0.12 * region;
  let turned = smoothstep(0.18, 0.5, region + 0.25 * sin(frame.time * 0.05));
  let albedo = mix(body(place), answer(place * 0.9), 0.75 * turned);
  let facing = dot(normal, key.direction);
  let wrapped = clamp((facing + 0.35) / 1.35, 0.0, 1.0);
  let open = clamp(1.0 - 1.9 * params.relief * max(surface.w - surface.z, 0.0) / HIGHEST, 0.2, 1.0);
  let crease = clamp(1.0 - 1.2 * waste * (1.0 - height), 0.25, 1.0);
  var lit = albedo * (0.16 + 1.0 * wrapped) * open * crease;
  lit += answer(0.62) * pow(clamp(dot(normal, rim.direction), 0.0, 1.0), 2.0) * 0.22 * open;

  // Light that comes through thin places, from the lamp behind and from the picture below.
  let thin = exp(-3.4 * surface.w / HIGHEST) * (1.0 - 0.5 * height);
  let below = 0.3 + 1.1 * alive.g * params.picture + 0.35 * frame.low * params.pulse;
  lit += mix(body(0.62), answer(0.6), turned) * thin * below * 0.55;

  let gloss = pow(clamp(dot(normal, key.half), 0.0, 1.0), 90.0);
  let sheen = pow(clamp(dot(normal, rim.half), 0.0, 1.0), 24.0);
  let bright = 0.7 + 0.8 * frame.highOnset * params.pulse;
  lit += body(0.97) * (gloss * 0.9 * bright + sheen * 0.08) * solid * params.relief;

  // What has just grown glows.
  let fresh = alive.r * (0.35 + params.pulse * (0.5 * frame.rms + 0.7 * frame.onset));
  lit += mix(answer(0.68), body(0.85), 0.35) * fresh * 0.9;

  var colour = mix(behind, lit, solid);
  colour += answer(0.6) * fresh * (1.0 - solid) * 0.25;
  let vignette = 1.0 - 0.35 * smoothstep(0.4, 1.05, length(p / max(aspect, vec2f(1.0))));
  return vec4f(min(colour * vignette, vec3f(4.0)), 1.0);
}
