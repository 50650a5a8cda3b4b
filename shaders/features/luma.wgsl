// Luma of the picture, of the picture before, and its gradient.
// A thread computes one pixel of the result; 8 x 8 threads a workgroup, which share a tile with a
// border of one pixel.
// Bindings: picture, linear light, any size; before, the result as it was (same size);
// result r luma (gamma-encoded, 0..1), g luma of the picture before, b and a the luma's rise a
// pixel to the right and downwards.
// Source: central differences; luma as in ITU-R BT.709-6, encoded as in IEC 61966-2-1.
// @import params
// @import colour
@group(1) @binding(0) var picture: texture_2d<f32>;
@group(1) @binding(1) var before: texture_2d<f32>;
@group(1) @binding(2) var linearClamp: sampler;
@group(1) @binding(3) var result: texture_storage_2d<rgba16float, write>;

const TILE = 8u;
const BORDERED = TILE + 2u;

var<workgroup> tile: array<f32, BORDERED * BORDERED>;

// Mean of the four quarters of a result pixel, so that no detail of a larger picture is missed.
fn lumaAt(pixel: vec2f, size: vec2f) -> f32 {
  var sum = vec3f(0.0);
  for (var i = 0; i < 4; i++) {
    let quarter = vec2f(f32(i & 1), f32(i >> 1)) * 0.5 + 0.25;
    sum += textureSampleLevel(picture, linearClamp, (pixel + quarter) / size, 0.0).rgb;
  }
  return linearToSrgb(vec3f(clamp(luminance(sum * 0.25), 0.0, 1.0))).r;
}

@compute @workgroup_size(TILE, TILE)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let size = textureDimensions(result);
  let origin = vec2f(id.xy - local.xy) - 1.0;
  for (var i = index; i < BORDERED * BORDERED; i += TILE * TILE) {
    let at = origin + vec2f(f32(i % BORDERED), f32(i / BORDERED));
    tile[i] = lumaAt(clamp(at, vec2f(0.0), vec2f(size) - 1.0), vec2f(size));
  }
  workgroupBarrier();
  if (any(id.xy >= size)) {
    return;
  }
  let centre = (local.y + 1u) * BORDERED + local.x + 1u;
  let luma = tile[centre];
  let gradient = 0.5 * vec2f(
    tile[centre + 1u] - tile[centre - 1u],
    tile[centre + BORDERED] - tile[centre - BORDERED],
  );
  let previous = select(textureLoad(before, id.xy, 0).r, luma, params.restart > 0.5);
  textureStore(result, id.xy, vec4f(luma, previous, gradient));
}
