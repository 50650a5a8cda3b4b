// Finds out whether the video delivered another image: a repeated one is the same to the bit.
// A thread compares one pixel; 8 x 8 threads a workgroup.
// Bindings: previous and current, the finest pyramid levels; changed, set to 1 where they differ.
@group(1) @binding(0) var previous: texture_2d<f32>;
@group(1) @binding(1) var current: texture_2d<f32>;
@group(1) @binding(2) var<storage, read_write> changed: atomic<u32>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= textureDimensions(current))) {
    return;
  }
  let differs = textureLoad(previous, id.xy, 0).r != textureLoad(current, id.xy, 0).r;
  // Looking first spares almost all of the writes to the one place.
  if (differs && atomicLoad(&changed) == 0u) {
    atomicOr(&changed, 1u);
  }
}
