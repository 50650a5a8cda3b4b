// The palette as 32 colours a ramp in a buffer: cheaper to look up often than a texture.
const PAINTS = 32.0;

@group(1) @binding(9) var<storage, read> paint: array<vec4f>;

fn paintAt(t: f32, first: i32) -> vec3f {
  let place = clamp(t, 0.0, 1.0) * (PAINTS - 1.0);
  let low = min(i32(place), i32(PAINTS) - 2);
  return mix(paint[first + low].rgb, paint[first + low + 1].rgb, place - f32(low));
}

// The palette's ramp from dark to light.
fn body(t: f32) -> vec3f {
  return paintAt(t, 0);
}

// The ramp that answers it.
fn answer(t: f32) -> vec3f {
  return paintAt(t, i32(PAINTS));
}

// Light of the air in a direction, from the horizon up: what fog fades to and the sky begins with.
fn airTowards(direction: vec3f, world: World) -> vec3f {
  let height = max(direction.y, 0.0);
  let low = body(0.5) * (0.42 + 0.25 * world.swell);
  let middle = mix(low, body(0.27) * 0.5, smoothstep(0.0, 0.15, height));
  let base = mix(middle, answer(0.13) * 0.45, smoothstep(0.05, 0.42, height));
  let towards = max(dot(direction, world.sun), 0.0);
  let wide = towards * towards * towards * towards * towards * towards;
  let near = wide * wide * wide * wide;
  let halo = 0.42 * wide * max(1.0 - 2.6 * height, 0.0) + 0.6 * near * near;
  return base + body(0.78) * (0.8 + 0.5 * world.swell) * halo;
}

// Air along the ground in a direction.
fn hazeTowards(direction: vec3f, world: World) -> vec3f {
  return airTowards(normalize(vec3f(direction.x, 0.0, direction.z + 1e-5)), world);
}
