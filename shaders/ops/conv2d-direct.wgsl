// Convolution of packed pictures, any window. One invocation makes 4 pixels in a row times 2 packs
// of output channels in registers; no shared memory. Weights lie as
// [output pack][tap][input pack][input lane], each a vector of four output channels.
// Dispatch: x = ceil(OUT_W / 4 / 8), y = ceil(OUT_H / 8), z = batch * OUT_BLOCKS.
// The kernel module gives padIndex, inputAt(row start, column, batch, pack), epilogue(value, index) and the constants.
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<Element4>;
@group(1) @binding(1) var<storage, read> weights: array<Element4>;
@group(1) @binding(2) var<storage, read> bias: array<vec4f>;
@group(1) @binding(3) var<storage, read_write> result: array<Element4>;

fn weightMatrix(at: u32) -> mat4x4f {
  return mat4x4f(
    vec4f(weights[at]), vec4f(weights[at + 1u]), vec4f(weights[at + 2u]), vec4f(weights[at + 3u]));
}

fn write(value: vec4f, batch: u32, pack: u32, y: u32, x: u32) {
  if (x >= OUT_W || pack >= OUT_PACKS) { return; }
  let at = ((batch * OUT_PACKS + pack) * OUT_H + y) * OUT_W + x;
  result[at] = Element4(epilogue(value, at));
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let x = id.x * 4u;
  let y = id.y;
  if (x >= OUT_W || y >= OUT_H) { return; }
  let batch = id.z / OUT_BLOCKS;
  let pack = (id.z % OUT_BLOCKS) * 2u;
  let second = min(pack + 1u, OUT_PACKS - 1u);
  let bias0 = bias[pack];
  let bias1 = bias[second];
  var a0 = bias0; var a1 = bias0; var a2 = bias0; var a3 = bias0;
  var b0 = bias1; var b1 = bias1; var b2 = bias1; var b3 = bias1;
  for (var ky = 0u; ky < KERNEL_H; ky++) {
    let row = padIndex(i32(y * STRIDE_H + ky * DILATION_H) - PAD_TOP, IN_H);
    if (row < 0) { continue; }
    for (var kx = 0u; kx < KERNEL_W; kx++) {
      let left = i32(x * STRIDE_W + kx * DILATION_W) - PAD_LEFT;
      let c0 = padIndex(left, IN_W);
      let c1 = padIndex(left + STEP, IN_W);
      let c2 = padIndex(left + 2 * STEP, IN_W);
      let c3 = padIndex(left + 3 * STEP, IN_W);
      let tap = ky * KERNEL_W + kx;
      for (var k = 0u; k < IN_PACKS; k++) {
        let line = rowStart(batch, k, row);
        let v0 = inputAt(line, c0, batch, k);
        let v1 = inputAt(line, c1, batch, k);
        let v2 = inputAt(line, c2, batch, k);
        let v3 = inputAt(line, c3, batch, k);
        let w0 = weightMatrix(((pack * TAPS + tap) * IN_PACKS + k) * 4u);
        a0 += w0 * v0; a1 += w0 * v1; a2 += w0 * v2; a3 += w0 * v3;
        let w1 = weightMatrix(((second * TAPS + tap) * IN_PACKS + k) * 4u);
        b0 += w1 * v0; b1 += w1 * v1; b2 += w1 * v2; b3 += w1 * v3;
      }
    }
  }
  write(a0, batch, pack, y, x); write(a1, batch, pack, y, x + 1u);
  write(a2, batch, pack, y, x + 2u); write(a3, batch, pack, y, x + 3u);
  if (pack + 1u < OUT_PACKS) {
    write(b0, batch, second, y, x); write(b1, batch, second, y, x + 1u);
    write(b2, batch, second, y, x + 2u); write(b3, batch, second, y, x + 3u);
  }
}
