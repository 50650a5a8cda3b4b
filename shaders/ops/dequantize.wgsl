// Numbers of a byte, four in a word, as reals: (byte - zero point) * scale. One invocation a number.
// Dispatch: flat over COUNT numbers, 64 a workgroup.
// The kernel module gives parameterOf(i), the place of a number's scale and zero point, and
// zeroAt(place) with its binding.
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<u32>;
@group(1) @binding(1) var<storage, read> scale: array<Element>;
@group(1) @binding(2) var<storage, read_write> result: array<Element>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i >= COUNT) { return; }
  let place = parameterOf(i);
  let byte = extractBits(bitcast<i32>(source[i / 4u]), (i % 4u) * 8u, 8u);
  result[i] = Element(f32(byte - zeroAt(place)) * f32(scale[place]));
}
