// The far layer: old ink, spread out and slow, behind everything.
// A thread computes one cell; 8 x 8 threads a workgroup.
// Bindings: grid; centre; haze (like ink, of the grid's size); ink of the near layer; result like haze.
// @import fluid-grid
@group(1) @binding(1) var centre: texture_2d<f32>;
@group(1) @binding(2) var haze: texture_2d<f32>;
@group(1) @binding(3) var ink: texture_2d<f32>;
@group(1) @binding(4) var result: texture_storage_2d<rgba16float, write>;
@group(1) @binding(5) var linearClamp: sampler;

// The far layer moves at this share of the near one's speed: parallax in depth.
const SLOWNESS = 0.4;
// Seconds until a third is left, and share of the near ink that reaches it a second.
const LIFETIME = 12.0;
const FEED = 0.2;
// Spread a second, in cells: the far layer is out of focus.
const BLUR = 1.1;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(result);
  if (any(id.xy >= size)) { return; }
  let uv = (vec2f(id.xy) + 0.5) / vec2f(size);
  let velocity = textureSampleLevel(centre, linearClamp, uv, 0.0).xy;
  let origin = uv - SLOWNESS * grid.step / (grid.cell * grid.cells) * velocity;
  let texel = BLUR / vec2f(size);
  var sum = textureSampleLevel(haze, linearClamp, origin + vec2f(texel.x, 0.0), 0.0);
  sum += textureSampleLevel(haze, linearClamp, origin - vec2f(texel.x, 0.0), 0.0);
  sum += textureSampleLevel(haze, linearClamp, origin + vec2f(0.0, texel.y), 0.0);
  sum += textureSampleLevel(haze, linearClamp, origin - vec2f(0.0, texel.y), 0.0);
  let still = textureSampleLevel(haze, linearClamp, origin, 0.0);
  let spread = mix(still, 0.25 * sum, 1.0 - exp(-12.0 * grid.step));
  let fed = textureSampleLevel(ink, linearClamp, uv, 0.0) * FEED * grid.step;
  textureStore(result, id.xy, spread * exp(-grid.step / LIFETIME) + fed);
}
