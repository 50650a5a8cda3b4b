// Where a net paints in its second style.
// A thread computes a pixel; 8 x 8 threads a workgroup.
// Bindings: luma and motion (r 0..1 each), figure as repaint-background.wgsl makes it; result: r the
// second style's share.
// Params: regions, a kind of field; split, the level or place at which it begins; soft, half the
// width of its edge.
// @import params
// @import net-fields
@group(1) @binding(0) var luma: texture_2d<f32>;
@group(1) @binding(1) var motion: texture_2d<f32>;
@group(1) @binding(2) var figure: texture_2d<f32>;
@group(1) @binding(3) var linearClamp: sampler;
@group(1) @binding(4) var result: texture_storage_2d<rgba16float, write>;

const HARDEST = 0.004;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(result);
  if (any(id.xy >= size)) {
    return;
  }
  let uv = (vec2f(id.xy) + 0.5) / vec2f(size);
  let light = textureSampleLevel(luma, linearClamp, uv, 0.0).r;
  let moving = textureSampleLevel(motion, linearClamp, uv, 0.0).r;
  let apart = textureLoad(figure, id.xy, 0).r;
  let soft = max(HARDEST, params.soft);
  let share = fieldAt(i32(params.regions + 0.5), uv, moving, light, apart, params.split, soft);
  textureStore(result, id.xy, vec4f(share, 0.0, 0.0, 1.0));
}
