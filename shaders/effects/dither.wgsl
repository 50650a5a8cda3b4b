// Few colours on a coarse grid, the steps between them broken up by an ordered dither.
// A full-screen pass: fragment (x, y) of the target. Reads the source five times.

// @import frame
// @import params
// @import fullscreen
// @import plane
// @import tone
// @import ramps
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;

// Palette 0 are the picture's own colours, the others the ramps.
const OWN_COLOURS = 0;

// Threshold of a cell in the 8 x 8 matrix, 0..1. Source: B. E. Bayer, "An optimum method for
// two-level rendition of continuous-tone pictures" (1973); built by interleaving bits.
fn bayer(cell: vec2u) -> f32 {
  var value = 0u;
  let crossed = cell.x ^ cell.y;
  for (var bit = 0u; bit < 3u; bit++) {
    value |= ((crossed >> bit) & 1u) << (5u - 2u * bit);
    value |= ((cell.y >> bit) & 1u) << (4u - 2u * bit);
  }
  return (f32(value) + 0.5) / 64.0;
}

// Mean tone of a cell: four samples.
fn cellTones(middle: vec2f, cell: vec2f) -> vec3f {
  var sum = vec3f(0.0);
  for (var i = 0; i < 4; i++) {
    let corner = vec2f(f32(i & 1), f32(i >> 1)) - 0.5;
    sum += textureSampleLevel(source, linearClamp, middle + corner * 0.5 * cell, 0.0).rgb;
  }
  return tonesOf(sum * 0.25);
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let dry = textureLoad(source, vec2i(in.position.xy), 0).rgb;
  // Whole pixels a cell, so that the grid is even.
  let side = max(round(params.size.y / params.lines), 1.0);
  let cell = floor(floor(in.position.xy) / side);
  let uv = (cell + 0.5) * side / params.size;
  let tones = (cellTones(uv, side / params.size) - 0.5) * params.contrast + 0.5;
  let steps = params.levels - 1.0;
  let threshold = (bayer(vec2u(cell)) - 0.5) * params.grit;
  let palette = i32(params.palette + 0.5);
  var wet: vec3f;
  if (palette == OWN_COLOURS) {
    wet = lightOf(round(tones * steps + threshold) / steps);
  } else {
    let tone = clamp(dot(tones, LUMA), 0.0, 1.0);
    wet = rampColour(palette - 1, clamp(round(tone * steps + threshold) / steps, 0.0, 1.0));
  }
  return wetDry(dry, wet, params.mix);
}
