// Convolution in groups, row-major, for the group counts that the packed kernels do not cover. One
// invocation makes one element.
// Dispatch: flat over COUNT elements, 64 a workgroup.
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<Element>;
@group(1) @binding(1) var<storage, read> weights: array<Element>;
@group(1) @binding(2) var<storage, read> bias: array<f32>;
@group(1) @binding(3) var<storage, read_write> result: array<Element>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = flatIndex(group, local);
  if (i >= COUNT) { return; }
  let x = i % OUT_W;
  let y = (i / OUT_W) % OUT_H;
  let channel = (i / (OUT_W * OUT_H)) % OUT_CHANNELS;
  let batch = i / (OUT_W * OUT_H * OUT_CHANNELS);
  let first = (channel / GROUP_OUT) * GROUP_IN;
  var sum = bias[channel];
  for (var c = 0u; c < GROUP_IN; c++) {
    for (var ky = 0u; ky < KERNEL_H; ky++) {
      let row = padIndex(i32(y * STRIDE_H + ky * DILATION_H) - PAD_TOP, IN_H);
      if (row < 0) { continue; }
      for (var kx = 0u; kx < KERNEL_W; kx++) {
        let column = padIndex(i32(x * STRIDE_W + kx * DILATION_W) - PAD_LEFT, IN_W);
        if (column < 0) { continue; }
        let at = ((batch * IN_CHANNELS + first + c) * u32(IN_H) + u32(row)) * u32(IN_W) + u32(column);
        sum += f32(weights[((channel * GROUP_IN + c) * KERNEL_H + ky) * KERNEL_W + kx]) * f32(source[at]);
      }
    }
  }
  result[i] = Element(activate(sum));
}
