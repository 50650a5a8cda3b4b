// A picture at another size, each pixel the nearest one of the source. One invocation a pixel of a
// channel, or of a pack of four. Dispatch: see cellOf.
// Bindings: rows [OUT_H] and columns [OUT_W], the places in the source.
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<Item>;
@group(1) @binding(1) var<storage, read> rows: array<u32>;
@group(1) @binding(2) var<storage, read> columns: array<u32>;
@group(1) @binding(3) var<storage, read_write> result: array<Item>;

@compute @workgroup_size(8, 8)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let cell = cellOf(group, local);
  if (!cell.inside) { return; }
  let at = (cell.plane * IN_H + rows[cell.y]) * IN_W + columns[cell.x];
  result[(cell.plane * OUT_H + cell.y) * OUT_W + cell.x] = source[at];
}
