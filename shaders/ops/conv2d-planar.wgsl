// Convolution, or any product of weights with planes of numbers. The planes are prepared so that
// every tap reads at a fixed distance from its pixel: no edges, no divisions. One invocation makes
// a block of pixels in a row times output channels. The invocations of a subgroup each read a
// weight and hand it round, which on software adapters costs a tenth of reading it.
// Dispatch: x = pixels / PIXELS / 64, y = blocks of output channels, z = planes of results.
// The kernel module gives Invocation (the builtins; the lane where weights are handed round) and
// convolve(pixel, block, plane, lane), which reads planes and weights and writes the result.
// @import kernel

@group(1) @binding(0) var<storage, read> planes: array<f32>;
@group(1) @binding(1) var<storage, read> weights: array<Weight>;

@compute @workgroup_size(64)
fn main(invocation: Invocation) {
  let first = invocation.group.x * 64u + invocation.local;
  convolve(first * PIXELS, invocation.group.y, invocation.group.z, laneOf(invocation));
}
