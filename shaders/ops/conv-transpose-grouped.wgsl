// Transposed convolution in groups, row-major: each element gathers the taps that reach it. One
// invocation makes one element. Weights lie as given, [input channel][GROUP_OUT][tap].
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
  for (var ky = 0u; ky < KERNEL_H; ky++) {
    let down = i32(y) + PAD_TOP - i32(ky) * DILATION_H;
    let row = down / STRIDE_H;
    if (down < 0 || down % STRIDE_H != 0 || row >= IN_H) { continue; }
    for (var kx = 0u; kx < KERNEL_W; kx++) {
      let along = i32(x) + PAD_LEFT - i32(kx) * DILATION_W;
      let column = along / STRIDE_W;
      if (along < 0 || along % STRIDE_W != 0 || column >= IN_W) { continue; }
      for (var c = first; c < first + GROUP_IN; c++) {
        let at = ((batch * IN_CHANNELS + c) * u32(IN_H) + u32(row)) * u32(IN_W) + u32(column);
        let weight = weights[(c * GROUP_OUT + channel % GROUP_OUT) * TAPS + ky * KERNEL_W + kx];
        sum += f32(weight) * f32(source[at]);
      }
    }
  }
  result[i] = Element(activate(sum));
}
