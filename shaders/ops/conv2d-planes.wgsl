// Lays a packed picture out for the planar convolution: padded, channel by channel in f32, and for
// strides a plane for each phase of the stride. One invocation makes one number.
// Dispatch: x = ceil(PLANE_W / 8), y = ceil(PLANE_H / 8), z = batch * IN_CHANNELS * PHASES.
// The kernel module gives padIndex, rowStart(plane, row) and inputAt(row start, column, plane).
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<Element>;
@group(1) @binding(1) var<storage, read_write> planes: array<f32>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= PLANE_W || id.y >= PLANE_H) { return; }
  let phase = id.z % PHASES;
  let plane = id.z / PHASES;
  let row = padIndex(i32(id.y * STRIDE_H + phase / STRIDE_W) - PAD_TOP, IN_H);
  let column = padIndex(i32(id.x * STRIDE_W + phase % STRIDE_W) - PAD_LEFT, IN_W);
  let value = inputAt(rowStart(plane, max(row, 0)), max(column, 0), plane);
  let inside = row >= 0 && column >= 0;
  planes[(id.z * PLANE_H + id.y) * PLANE_W + id.x] = select(0.0, value, inside);
}
