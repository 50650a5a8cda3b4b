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
@group(1) @binding(3) var<storage, read_write> sums: array<Measure>; // [rows, columns, side]

// Saturation of red from which a pixel counts as red: 0.8 of the definition, and a margin.
const SATURATED = 0.75;

// Relative luminance, light that is red alone, the saturated part of that, and R - G - B.
fn signalsOf(light: vec3f) -> vec4f {
  let total = light.r + light.g + light.b;
  let difference = light.r - light.g - light.b;
  let red = max(difference, 0.0);
  let saturated = select(0.0, red, light.r >= SATURATED * total);
  return vec4f(luminance(light), red, saturated, difference);
}

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= arrayLength(&sums)) { return; }
  let side = u32(params.side);
  let grid = vec2u(gridSize());
  let cell = id.x / side;
  let corner = vec2f(f32(cell % grid.x), f32(cell / grid.x));
  var sum = Measure(vec4f(0.0), vec4f(0.0));
  for (var i = 0u; i < side; i++) {
    let within = (vec2f(f32(i), f32(id.x % side)) + 0.5) / f32(side);
    let uv = (corner + within) / vec2f(grid);
    let light = max(textureSampleLevel(source, linearClamp, uv, 0.0).rgb, vec3f(0.0));
    let before = textureSampleLevel(shown, linearClamp, uv, 0.0).rgb;
    sum.given += signalsOf(toneMap(light) * params.brightness);
    sum.shown += signalsOf(before);
  }
  sums[id.x] = sum;
}
