// How bright the loop is: lightness and its square, summed over 48 x 48 samples of the state.
// A thread takes one sample; 8 x 8 threads a workgroup, over 6 x 6 workgroups.
// Bindings: state rgb linear light; sums: of lightness and of its square, in whole numbers so that
// they are the same in whatever order they come, in parts of 2^16; balance.wgsl empties them.
// @import colour

@group(1) @binding(0) var state: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;
@group(1) @binding(2) var<storage, read_write> sums: array<atomic<u32>, 2>;

const SIDE = 48.0;
const PARTS = 65536.0;
// Lightest sample that counts: 48 * 48 of its square still fit into 32 bits.
const LIGHTEST = 5.0;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let uv = (vec2f(id.xy) + 0.5) / SIDE;
  let light = textureSampleLevel(state, linearClamp, uv, 0.0).rgb;
  let lightness = min(pow(luminance(max(light, vec3f(0.0))), 1.0 / 3.0), LIGHTEST);
  atomicAdd(&sums[0], u32(lightness * PARTS));
  atomicAdd(&sums[1], u32(lightness * lightness * PARTS));
}
