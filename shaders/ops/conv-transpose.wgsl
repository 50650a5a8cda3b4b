// Transposed convolution of packed pictures: each pixel gathers the taps that reach it, so nothing
// is added twice. One invocation makes 4 pixels of a row that are STRIDE_W apart, and so share their
// taps, times 2 packs of output channels. Weights lie as [output pack][tap][input pack][input lane],
// each a vector of four output channels.
// Dispatch: x = ceil(STRIDE_W * ceil(OUT_W / 4 / STRIDE_W) / 8), y = ceil(OUT_H / 8),
// z = batch * OUT_BLOCKS.
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<Element4>;
@group(1) @binding(1) var<storage, read> weights: array<Element4>;
@group(1) @binding(2) var<storage, read> bias: array<vec4f>;
@group(1) @binding(3) var<storage, read_write> result: array<Element4>;

fn weightMatrix(at: u32) -> mat4x4f {
  return mat4x4f(
    vec4f(weights[at]), vec4f(weights[at + 1u]), vec4f(weights[at + 2u]), vec4f(weights[at + 3u]));
}

fn inputAt(line: u32, column: i32) -> vec4f {
  if (column < 0 || column >= IN_W) { return vec4f(0.0); }
  return vec4f(source[line + u32(column)]);
}

fn write(value: vec4f, batch: u32, pack: u32, y: u32, x: u32) {
  if (x >= OUT_W) { return; }
  result[((batch * OUT_PACKS + pack) * OUT_H + y) * OUT_W + x] = Element4(activate(value));
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let x = (id.x / u32(STRIDE_W)) * 4u * u32(STRIDE_W) + id.x % u32(STRIDE_W);
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
    let down = i32(y) + PAD_TOP - i32(ky) * DILATION_H;
    let row = down / STRIDE_H;
    if (down < 0 || down % STRIDE_H != 0 || row >= IN_H) { continue; }
    for (var kx = 0u; kx < KERNEL_W; kx++) {
      let along = i32(x) + PAD_LEFT - i32(kx) * DILATION_W;
      if (along % STRIDE_W != 0) { continue; }
      let column = along / STRIDE_W;
      let tap = ky * KERNEL_W + kx;
      for (var k = 0u; k < IN_PACKS; k++) {
        let line = ((batch * IN_PACKS + k) * u32(IN_H) + u32(row)) * u32(IN_W);
        let v0 = inputAt(line, column);
        let v1 = inputAt(line, column + 1);
        let v2 = inputAt(line, column + 2);
        let v3 = inputAt(line, column + 3);
        let w0 = weightMatrix(((pack * TAPS + tap) * IN_PACKS + k) * 4u);
        a0 += w0 * v0; a1 += w0 * v1; a2 += w0 * v2; a3 += w0 * v3;
        if (OUT_PACKS > 1u) {
          let w1 = weightMatrix(((second * TAPS + tap) * IN_PACKS + k) * 4u);
          b0 += w1 * v0; b1 += w1 * v1; b2 += w1 * v2; b3 += w1 * v3;
        }
      }
    }
  }
  let step = u32(STRIDE_W);
  write(a0, batch, pack, y, x); write(a1, batch, pack, y, x + step);
  write(a2, batch, pack, y, x + 2u * step); write(a3, batch, pack, y, x + 3u * step);
  if (pack + 1u < OUT_PACKS) {
    write(b0, batch, second, y, x); write(b1, batch, second, y, x + step);
    write(b2, batch, second, y, x + 2u * step); write(b3, batch, second, y, x + 3u * step);
  }
}
