// Depthwise convolution of packed pictures: each channel by its own window. One invocation makes
// one pixel of one pack. Weights lie as [pack][tap], each a vector of four channels.
// Dispatch: x = ceil(OUT_W / 8), y = ceil(OUT_H / 8), z = batch * OUT_PACKS.
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<Element4>;
@group(1) @binding(1) var<storage, read> weights: array<Element4>;
@group(1) @binding(2) var<storage, read> bias: array<vec4f>;
@group(1) @binding(3) var<storage, read_write> result: array<Element4>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= OUT_W || id.y >= OUT_H) { return; }
  let batch = id.z / OUT_PACKS;
  let pack = id.z % OUT_PACKS;
  var sum = bias[pack];
  for (var ky = 0u; ky < KERNEL_H; ky++) {
    let row = padIndex(i32(id.y * STRIDE_H + ky * DILATION_H) - PAD_TOP, IN_H);
    if (row < 0) { continue; }
    let line = rowStart(batch, pack, row);
    for (var kx = 0u; kx < KERNEL_W; kx++) {
      let column = padIndex(i32(id.x * STRIDE_W + kx * DILATION_W) - PAD_LEFT, IN_W);
      sum += vec4f(weights[pack * TAPS + ky * KERNEL_W + kx]) * inputAt(line, column, batch, pack);
    }
  }
  let at = (id.z * OUT_H + id.y) * OUT_W + id.x;
  result[at] = Element4(epilogue(sum, at));
}
