// A palette as a picture to look colours up in.
// A thread computes one texel of the 256 x 2 result; 64 threads a workgroup, 8 workgroups.
// Bindings: stops, five of the ramp and five of the accent, Oklab (lightness, a, b, unused);
// result, linear light: row 0 the ramp from dark to light, row 1 the accent.
// @import colour
struct Stops {
  oklab: array<vec4f, 10>,
}
@group(1) @binding(0) var<uniform> stops: Stops;
@group(1) @binding(1) var result: texture_storage_2d<rgba16float, write>;

const STOPS_PER_RAMP = 5u;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(result);
  let texel = vec2u(id.x % size.x, id.x / size.x);
  if (texel.y >= size.y) { return; }
  let place = f32(texel.x) / f32(size.x - 1u) * f32(STOPS_PER_RAMP - 1u);
  let first = min(u32(place), STOPS_PER_RAMP - 2u);
  let start = texel.y * STOPS_PER_RAMP + first;
  let blend = place - f32(first);
  let lab = mix(stops.oklab[start].xyz, stops.oklab[start + 1u].xyz, blend);
  textureStore(result, texel, vec4f(max(oklabToLinear(lab), vec3f(0.0)), 1.0));
}
