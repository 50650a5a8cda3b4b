// The water in the valley: the world upside down, broken by ripples.
// Six vertices of one flat sheet. Fragments sample what the mirrored passes drew.
// Bindings: mirror, the picture of the mirrored world; relief as relief.wgsl makes it.
// @import frame
// @import params
// @import world
// @import paint
@group(1) @binding(0) var mirror: texture_2d<f32>;
@group(1) @binding(1) var relief: texture_2d<f32>;
@group(1) @binding(2) var linearClamp: sampler;
@group(1) @binding(3) var<uniform> world: World;

struct Place {
  @builtin(position) position: vec4f,
  @location(0) at: vec3f,
  @location(1) @interpolate(flat) deep: vec3f,
  @location(2) @interpolate(flat) shore: vec3f,
}

// How deep the water is here; the land lies in a finer grid in the middle, see acrossToX.
fn depthAt(at: vec3f) -> f32 {
  let wanted = clamp(at.x / WIDTH, -1.0, 1.0);
  var across = wanted;
  for (var i = 0; i < 3; i++) {
    across -= (across * (0.42 + 0.58 * across * across) - wanted) / (0.42 + 1.74 * across * across);
  }
  let age = 1.0 + at.z / DEPTH;
  let row = age * (world.rows - 1.0) - world.scroll + 0.5;
  let uv = vec2f((across * 0.5 + 0.5) * (world.columns - 1.0) + 0.5, row);
  let land = textureSampleLevel(relief, linearClamp, uv / vec2f(world.columns, world.rows), 0.0).r;
  return world.water - land;
}

@vertex
fn vertexMain(@builtin(vertex_index) vertex: u32) -> Place {
  let corner = vec2f(f32(vertex == 1u || vertex == 3u || vertex == 4u), f32(vertex == 2u || vertex >= 4u));
  let at = vec3f((corner.x * 2.0 - 1.0) * WIDTH, world.water, 1.0 - corner.y * (DEPTH + 1.0));
  return Place(
    world.viewProjection * vec4f(at, 1.0), at, body(0.1) * 0.4, body(0.42) * 0.35,
  );
}

// Waves of five lengths and directions, about -1..1.
fn swell(at: vec2f) -> f32 {
  let t = frame.time;
  let bend = sin(dot(at, vec2f(0.9, 1.3)) + 0.4 * t);
  var sum = 0.5 * sin(dot(at, vec2f(1.1, 3.1)) + 0.9 * t + bend);
  sum += 0.3 * sin(dot(at, vec2f(-3.7, 4.9)) + 1.6 * t + 1.7 * bend);
  sum += 0.2 * sin(dot(at, vec2f(5.3, 9.7)) + 2.7 * t);
  return sum + 0.13 * sin(dot(at, vec2f(-9.1, 17.3)) + 4.1 * t - bend);
}

@fragment
fn fragmentMain(place: Place) -> @location(0) vec4f {
  let away = place.at - world.eye;
  let far = length(away);
  let towards = away / max(far, 1e-3);
  let strength = 0.25 + 0.55 * frame.mid + 0.5 * frame.lowOnset;
  let ripple = swell(place.at.xz + vec2f(0.0, world.wind * 0.4)) * strength / (1.0 + 0.35 * far);
  let screen = place.position.xy / world.canvas;
  let broken = screen + vec2f(0.3 * ripple, ripple) * 0.06;
  let reflected = textureSampleLevel(mirror, linearClamp, broken, 0.0).rgb;
  let facing = clamp(-towards.y, 0.0, 1.0);
  let fresnel = 0.3 + 0.7 * pow(1.0 - facing, 3.0);
  let shallow = exp(-5.0 * max(depthAt(place.at), 0.0));
  let own = mix(place.deep, place.shore, shallow);
  var colour = mix(own, reflected * 0.92, fresnel);
  let thickness = far / DEPTH * (0.8 + 1.6 * params.weather);
  let horizon = smoothstep(0.8 * DEPTH, DEPTH, -place.at.z);
  let veil = max(0.6 * (1.0 - exp(-1.6 * thickness * thickness)), horizon);
  colour = mix(colour, hazeTowards(towards, world), veil);
  return vec4f(min(colour, vec3f(4.0)), 1.0 - 0.85 * shallow * shallow * shallow);
}
