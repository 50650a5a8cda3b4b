// Luminance and red of each cell of the grid, summed row by row: of the picture that comes and of
// the picture that went out last. Both as a display shows them: linear, 0..1, after the tone map.
// One thread a row of a cell's samples; dispatched over ceil(cells x side / 64) workgroups.

// @import frame
// @import params
// @import colour
// @import tone-map
// @import flash-model

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var shown: texture_2d<f32>;
@group(1) @binding(2) var linearClamp: sampler;
@group(1) @binding(3) var<storage, read_write> sums: array<vec4f>; // [rows, columns, side]

// Saturation of red from which a pixel counts as red: 0.8 of the definition, faded in so that a
// hue at the border does not jump.
const RED_FROM = 0.7;
const RED_FULL = 0.8;

// Relative luminance, and light that is red alone.
fn signalsOf(light: vec3f) -> vec2f {
  let total = light.r + light.g + light.b;
  let saturation = light.r / max(total, 1e-4);
  let red = max(light.r - light.g - light.b, 0.0);
  return vec2f(luminance(light), red * smoothstep(RED_FROM, RED_FULL, saturation));
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&sums)) { return; }
  let side = u32(params.side);
  let grid = vec2u(gridSize());
  let cell = id.x / side;
  let corner = vec2f(f32(cell % grid.x), f32(cell / grid.x));
  var sum = vec4f(0.0);
  for (var i = 0u; i < side; i++) {
    let within = (vec2f(f32(i), f32(id.x % side)) + 0.5) / f32(side);
    let uv = (corner + within) / vec2f(grid);
    let light = max(textureSampleLevel(source, linearClamp, uv, 0.0).rgb, vec3f(0.0));
    let before = textureSampleLevel(shown, linearClamp, uv, 0.0).rgb;
    sum += vec4f(signalsOf(toneMap(light) * params.brightness), signalsOf(before));
  }
  sums[id.x] = sum;
}
