// The flow of this frame: the share of the flow between two images that falls to it, and all of it
// at once on the frame that shows the newer image.
// A thread computes one pixel; 8 x 8 threads a workgroup.
// Bindings: settled as flow-settle.wgsl makes it; clock as flow-clock.wgsl makes it; result and
// step: r, g displacement since the frame before in uv units (x right, y down), b confidence 0..1,
// a length of the displacement.
@group(1) @binding(0) var settled: texture_2d<f32>;
@group(1) @binding(1) var<storage, read> clock: vec4f;
@group(1) @binding(2) var result: texture_storage_2d<rgba16float, write>;
@group(1) @binding(3) var step: texture_storage_2d<rgba16float, write>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(result);
  if (any(id.xy >= size)) {
    return;
  }
  let value = textureLoad(settled, id.xy, 0);
  let whole = value.rg / vec2f(size);
  let flow = whole * clock.w;
  textureStore(result, id.xy, vec4f(flow, value.b, length(flow)));
  let stepped = whole * clock.x;
  textureStore(step, id.xy, vec4f(stepped, value.b, length(stepped)));
}
