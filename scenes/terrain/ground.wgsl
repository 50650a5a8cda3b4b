// The land as a mesh of strips, what it is made of at a place, and how light falls on it.
// Bindings: relief and shade as their shaders make them.
// @import params
// @import world
// @import paint
@group(1) @binding(0) var relief: texture_2d<f32>;
@group(1) @binding(1) var shade: texture_2d<f32>;
@group(1) @binding(2) var linearClamp: sampler;
@group(1) @binding(3) var<uniform> world: World;

struct Place {
  @builtin(position) position: vec4f,
  @location(0) at: vec3f,    // in the world
  @location(1) grid: vec2f,  // across and into the distance, 0..1
  @location(2) air: vec4f,   // light of the air between here and the eye, and its share
  // The same everywhere, so that it is looked up but once a vertex.
  @location(3) @interpolate(flat) sunColour: vec3f,
  @location(4) @interpolate(flat) skyColour: vec3f,
}

struct Ground {
  energy: f32,   // of the sound, 0..1
  light: f32,    // of the picture, 0..1
  attack: f32,   // 0..1
  sunlight: f32, // 0..1
  open: f32,     // 0..1
  normal: vec3f,
}

// Share of the air in what is seen at a place, thicker in the valleys.
fn veilAt(at: vec3f, age: f32, far: f32) -> f32 {
  let mist = params.weather * exp(-2.2 * max(at.y - world.water, 0.0));
  let thickness = far / DEPTH * (0.8 + 1.6 * mist);
  return max(1.0 - exp(-1.6 * thickness * thickness), smoothstep(0.22, 0.02, age));
}

// A vertex of a strip, the nearest strip first, so that what it hides is never shaded. Only every
// `stride`th column and row is drawn, and the last.
fn placeAt(vertex: u32, strip: u32, stride: u32, projection: mat4x4f) -> Place {
  let column = min(vertex / 2u * stride, u32(world.columns) - 1u);
  let row = u32(world.rows) - 1u - min((strip + 1u - (vertex & 1u)) * stride, u32(world.rows) - 1u);
  let height = textureLoad(relief, vec2u(column, row), 0).r;
  let across = f32(column) / (world.columns - 1.0);
  let age = (f32(row) + world.scroll) / (world.rows - 1.0);
  let at = vec3f(acrossToX(across * 2.0 - 1.0), height, -DEPTH * (1.0 - age));
  let grid = vec2f(across, f32(row) / (world.rows - 1.0));
  let away = at - world.eye;
  let air = vec4f(hazeTowards(away, world), veilAt(at, grid.y, length(away)));
  let sky = answer(0.42) * 0.8 + body(0.2) * 0.5;
  return Place(projection * vec4f(at, 1.0), at, grid, air, body(0.82), sky);
}

fn groundAt(grid: vec2f) -> Ground {
  let texel = 1.0 / vec2f(world.columns, world.rows);
  let uv = grid * (1.0 - texel) + 0.5 * texel;
  let raised = textureSampleLevel(relief, linearClamp, uv, 0.0);
  let shaded = textureSampleLevel(shade, linearClamp, uv, 0.0);
  return Ground(
    clamp(raised.g, 0.0, 1.0), raised.b, clamp(raised.a, 0.0, 1.0), shaded.b, shaded.a,
    normalize(vec3f(-shaded.r, 1.0, -shaded.g)),
  );
}

// Colour of the land itself: darker on steep slopes, lighter on heights, and where the sound
// raised it, tinted by the picture of that moment.
fn albedoAt(height: f32, ground: Ground, aurora: f32) -> vec3f {
  let steep = 1.0 - ground.normal.y;
  let tint = 0.3 + 0.16 * height + 0.2 * ground.energy - 0.2 * steep;
  let picture = aurora * ground.energy * smoothstep(0.3, 0.8, ground.light);
  let own = body(clamp(tint + 0.25 * aurora * (ground.light - 0.35), 0.1, 0.92));
  return mix(own, answer(0.35 + 0.4 * ground.light), clamp(0.9 * picture, 0.0, 0.6));
}

fn litBy(albedo: vec3f, normal: vec3f, ground: Ground, place: Place) -> vec3f {
  let sun = max(dot(normal, world.sun), 0.0) * ground.sunlight;
  let sky = (0.5 + 0.5 * normal.y) * ground.open;
  return albedo * (place.sunColour * (3.4 * sun) + place.skyColour * sky);
}

// Energy glows from within the mountains while it is young.
fn heatOf(ground: Ground) -> vec3f {
  let heat = ground.energy * ground.energy * (0.25 + 0.75 * ground.attack);
  return answer(0.55 + 0.2 * ground.energy) * heat * 0.55;
}
