// Exchanges channels for pixels: every number of the result is one of the source. One invocation a
// pixel of a channel, or of a pack of four. Dispatch: see cellOf.
// The kernel module gives Made (what an invocation writes), LANES of it, CHANNELS and GROUPS of the
// result, and sourceOf(batch, channel, y, x).
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<Element>;
@group(1) @binding(1) var<storage, read_write> result: array<Made>;

@compute @workgroup_size(8, 8)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let cell = cellOf(group, local);
  if (!cell.inside) { return; }
  let batch = cell.plane / GROUPS;
  let first = (cell.plane % GROUPS) * LANES;
  var value = array<Element, LANES>();
  for (var lane = 0u; lane < LANES; lane++) {
    let channel = min(first + lane, CHANNELS - 1u);
    value[lane] = source[sourceOf(batch, channel, cell.y, cell.x)];
  }
  result[(cell.plane * HEIGHT + cell.y) * WIDTH + cell.x] = made(value);
}
