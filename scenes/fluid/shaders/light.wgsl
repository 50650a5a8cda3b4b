// How much of each light reaches the ink through the ink before it, and the ink's broad shape.
// A thread computes one texel; 8 x 8 threads a workgroup.
// Bindings: grid; score (direction of the key light); ink over the whole grid; result, any size:
// r share of the key light, g share of the rim light from behind, b and a the slope of the
// density over some cells, a shorter side of the picture.
// Source: Beer-Lambert law along a path with growing steps.
// @import fluid-grid
// @import fluid-score
@group(1) @binding(2) var ink: texture_2d<f32>;
@group(1) @binding(3) var linearClamp: sampler;
@group(1) @binding(4) var result: texture_storage_2d<rgba16float, write>;

const STEPS = 9;
const FIRST_STEP = 0.008;
const GROWTH = 1.32;
const ABSORPTION = 6.0;
// Distance over which the broad slope is taken.
const BROAD = 0.011;

fn through(place: vec2f, direction: vec2f) -> f32 {
  var length = FIRST_STEP;
  var reach = 0.6 * FIRST_STEP;
  var depth = 0.0;
  for (var i = 0; i < STEPS; i++) {
    let at = pictureUv(place + direction * reach);
    depth += length * textureSampleLevel(ink, linearClamp, gridUv(at), 0.0).a;
    reach += length;
    length *= GROWTH;
  }
  return exp(-ABSORPTION * depth);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(result);
  if (any(id.xy >= size)) { return; }
  let uv = (vec2f(id.xy) + 0.5) / vec2f(size);
  let place = placeOfCell(uv * grid.cells);
  let towards = normalize(score.light.xy + vec2f(1e-4, 0.0));
  let key = through(place, towards * 0.9);
  let rim = through(place, vec2f(-towards.y, towards.x) * 0.5 - towards);
  var slope = vec2f(0.0);
  for (var i = 0; i < 8; i++) {
    let angle = 0.785398 * f32(i) + 0.3;
    let direction = vec2f(cos(angle), sin(angle));
    let reach = BROAD * (1.0 + f32(i & 1));
    let at = gridUv(pictureUv(place + reach * direction));
    let density = textureSampleLevel(ink, linearClamp, at, 0.0).a;
    // Thickness as it is seen: beyond some density nothing more shows.
    slope += direction * (1.0 - exp(-0.7 * density)) / reach;
  }
  // Eight samples, and the square of a cosine is a half on average.
  textureStore(result, id.xy, vec4f(key, rim, 0.25 * slope));
}
