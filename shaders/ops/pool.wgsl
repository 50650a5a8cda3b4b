// The largest number or the mean of a sliding window. One invocation a pixel of a channel, or of a
// pack of four. Dispatch: see cellOf.
// The kernel module gives Item, Wide, and start, take and finish of the kind of pool.
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<Item>;
@group(1) @binding(1) var<storage, read_write> result: array<Item>;

// Places of a window within the picture and its padding; a last window may reach beyond it.
fn taps(first: i32, kernel: u32, dilation: i32, end: i32) -> u32 {
  return min(kernel, u32((end - first + dilation - 1) / dilation));
}

@compute @workgroup_size(8, 8)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let cell = cellOf(group, local);
  if (!cell.inside) { return; }
  let top = i32(cell.y) * STRIDE_H - PAD_TOP;
  let left = i32(cell.x) * STRIDE_W - PAD_LEFT;
  var state = start();
  var inside = 0u;
  for (var ky = 0; ky < i32(KERNEL_H); ky++) {
    let row = top + ky * DILATION_H;
    if (row < 0 || row >= IN_H) { continue; }
    let line = (cell.plane * u32(IN_H) + u32(row)) * u32(IN_W);
    for (var kx = 0; kx < i32(KERNEL_W); kx++) {
      let column = left + kx * DILATION_W;
      if (column < 0 || column >= IN_W) { continue; }
      state = take(state, Wide(source[line + u32(column)]));
      inside++;
    }
  }
  let all = taps(top, KERNEL_H, DILATION_H, END_H) * taps(left, KERNEL_W, DILATION_W, END_W);
  let value = finish(state, f32(max(select(inside, all, COUNT_PADS == 1u), 1u)));
  result[(cell.plane * OUT_H + cell.y) * OUT_W + cell.x] = Item(value);
}
