// The sky behind everything: the soft heavens, with sun and stars.
// Three vertices at the far end of the depth; with MIRRORED 1 it is the sky that water mirrors.
// Bindings: heavens as heavens.wgsl draws them, from the same eye.
// @import frame
// @import params
// @import noise
// @import world
// @import paint
@group(1) @binding(0) var heavens: texture_2d<f32>;
@group(1) @binding(1) var linearMirror: sampler;
@group(1) @binding(2) var<uniform> world: World;

override MIRRORED = 0.0;

struct Far {
  @builtin(position) position: vec4f,
  @location(0) uv: vec2f,
}

@vertex
fn vertexMain(@builtin(vertex_index) index: u32) -> Far {
  let corner = vec2f(f32((index << 1u) & 2u), f32(index & 2u));
  return Far(vec4f(corner * 2.0 - 1.0, 1.0, 1.0), vec2f(corner.x, 1.0 - corner.y));
}

fn stars(direction: vec3f) -> f32 {
  let grid = direction * 90.0;
  let random = hash3(vec3i(floor(grid)));
  let d = length(fract(grid) - 0.2 - 0.6 * random);
  let twinkle = 0.75 + 0.25 * sin(frame.time * (0.6 + 2.0 * random.y) + 40.0 * random.z);
  return select(0.0, smoothstep(0.14, 0.0, d) * twinkle, random.x > 0.93);
}

// Place in the picture of a direction.
fn placeOf(direction: vec3f) -> vec2f {
  let ahead = max(dot(direction, world.forward), 0.1);
  let x = dot(direction, world.right) / (dot(world.right, world.right) * ahead);
  let y = dot(direction, world.up) / (dot(world.up, world.up) * ahead);
  return vec2f(x, -y) * 0.5 + 0.5;
}

@fragment
fn fragmentMain(in: Far) -> @location(0) vec4f {
  var direction = rayAt(in.uv, world);
  var uv = in.uv;
  if (MIRRORED > 0.5) {
    direction.y = -direction.y;
    uv = clamp(placeOf(direction), vec2f(0.0, -0.6), vec2f(1.0));
  }
  let soft = textureSampleLevel(heavens, linearMirror, uv, 0.0);
  let above = smoothstep(-0.004, 0.01, direction.y);
  let night = smoothstep(0.06, 0.4, direction.y) * soft.a * above;
  var colour = soft.rgb + body(0.96) * stars(direction) * night * (0.5 + 0.5 * frame.highOnset);

  // The sun: a disc with a soft rim, dimmed by the haze at the horizon.
  let angle = acos(clamp(dot(direction, world.sun), -1.0, 1.0));
  let radius = 0.105 + 0.018 * world.swell + 0.05 * world.drop;
  let disc = smoothstep(radius, radius - 0.008, angle);
  let haze = 0.45 + 0.55 * smoothstep(0.0, 0.16, direction.y);
  let face = mix(body(0.72), body(0.93), smoothstep(-radius, radius, direction.y - world.sun.y));
  colour += face * disc * haze * (1.4 + 0.5 * world.drop) * above * (0.5 + 0.5 * soft.a);
  return vec4f(min(colour, vec3f(4.0)), 1.0);
}
