// Takes the palette of this frame into the buffer that paint.wgsl reads.
// One workgroup of 64 threads, a thread a colour.
// Bindings: palette, two ramps of 256 colours; paint [2][32] of linear light.
// @import params
@group(1) @binding(0) var palette: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;
@group(1) @binding(2) var<storage, read_write> paint: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) index: u32) {
  let t = f32(index % 32u) / 31.0;
  let row = select(0.75, 0.25, index < 32u);
  paint[index] = textureSampleLevel(palette, linearClamp, vec2f(t, row), 0.0);
}
