// Finds out whether the video delivered another image: a repeated one is the same to the bit.
// A thread compares one pixel; 8 x 8 threads a workgroup.
// Bindings: previous and current, the finest pyramid levels; changed, set to 1 where they differ.
@group(1) @binding(0) var previous: texture_2d<f32>;
@group(1) @binding(1) var current: texture_2d<f32>;
@group(1) @binding(2) var<storage, read_write> changed: atomic<u32>;

var<workgroup> differs: atomic<u32>;

@compute @workgroup_size(8, 8)
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let inside = all(id.xy < textureDimensions(current));
  if (inside && textureLoad(previous, id.xy, 0).r != textureLoad(current, id.xy, 0).r) {
    atomicOr(&differs, 1u);
  }
  workgroupBarrier();
  if (index == 0u && atomicLoad(&differs) != 0u) {
    atomicOr(&changed, 1u);
  }
}
