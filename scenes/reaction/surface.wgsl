// The grid as a surface that can be lit: height, slope, how deep it lies, and where it is new.
// A thread computes one cell; 8 x 8 threads a workgroup.
// Bindings: cells [rows][columns] of (substrate, growth); memory [rows][columns] of (slow height,
// slow light of the picture); relief rg slope (height a cell), b height, a mean height around;
// life r newness 0..1, g light of the picture, b waste 0..1 (substrate used up), a wave that passes.
// @import frame
// @import params
// @import cover
// @import culture
@group(1) @binding(0) var<storage, read> cells: array<vec2f>;
@group(1) @binding(1) var<storage, read_write> memory: array<vec2f>;
@group(1) @binding(2) var luma: texture_2d<f32>;
@group(1) @binding(3) var linearClamp: sampler;
@group(1) @binding(4) var relief: texture_storage_2d<rgba16float, write>;
@group(1) @binding(5) var life: texture_storage_2d<rgba16float, write>;
@group(1) @binding(6) var<uniform> culture: Culture;

// Time constants in seconds: of the height that newness is measured against, of the picture.
const FORGET = 0.7;
const SEE = 0.25;

fn heightAt(at: vec2i, size: vec2i) -> f32 {
  let inside = clamp(at, vec2i(0), size - 1);
  return cells[inside.y * size.x + inside.x].y;
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(i32(culture.columns), i32(culture.rows));
  let at = vec2i(id.xy);
  if (any(at >= size)) {
    return;
  }
  // Sobel's weights: slope and binomial mean of 3 x 3 cells.
  var mean = 0.0;
  var slope = vec2f(0.0);
  for (var y = -1; y <= 1; y++) {
    for (var x = -1; x <= 1; x++) {
      let h = heightAt(at + vec2i(x, y), size);
      mean += h * f32((2 - abs(x)) * (2 - abs(y))) / 16.0;
      slope += h * vec2f(f32(x * (2 - abs(y))), f32(y * (2 - abs(x)))) / 8.0;
    }
  }
  var around = 0.0;
  for (var i = 0; i < 8; i++) {
    let angle = f32(i) * 0.7853981634;
    let reach = select(3.0, 6.0, (i & 1) == 1);
    around += heightAt(at + vec2i(round(vec2f(cos(angle), sin(angle)) * reach)), size) / 8.0;
  }
  let index = at.y * size.x + at.x;
  let uv = (vec2f(at) + 0.5) / vec2f(size);
  let pictureUv = coverUv(uv, vec2f(textureDimensions(luma)), params.size);
  let light = textureSampleLevel(luma, linearClamp, pictureUv, 0.0).r;
  let old = memory[index];
  let slow = mix(old.x, mean, 1.0 - exp(-culture.dt / FORGET));
  let seen = mix(old.y, light, 1.0 - exp(-culture.dt / SEE));
  memory[index] = vec2f(slow, seen);
  let p = (uv - 0.5) * vec2f(params.size.x / params.size.y, 1.0);
  let r = length(p - culture.centre);
  let wave = max(kickWaves(r, culture), dropWave(r, culture));
  let newness = clamp((mean - slow) * 6.0, 0.0, 1.0);
  let waste = 1.0 - cells[index].x;
  textureStore(relief, at, vec4f(slope, mean, around));
  textureStore(life, at, vec4f(newness, seen, waste, wave));
}
