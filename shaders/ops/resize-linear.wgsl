// A picture at another size, each pixel mixed from four of the source. One invocation a pixel of a
// channel, or of a pack of four. Dispatch: see cellOf.
// Bindings: rows [OUT_H] and columns [OUT_W], the two places in the source and (as the bits of a
// float) the share of the second.
// @import kernel

@group(1) @binding(0) var<storage, read> source: array<Item>;
@group(1) @binding(1) var<storage, read> rows: array<vec4u>;
@group(1) @binding(2) var<storage, read> columns: array<vec4u>;
@group(1) @binding(3) var<storage, read_write> result: array<Item>;

@compute @workgroup_size(8, 8)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let cell = cellOf(group, local);
  if (!cell.inside) { return; }
  let row = rows[cell.y];
  let column = columns[cell.x];
  let upper = (cell.plane * IN_H + row.x) * IN_W;
  let lower = (cell.plane * IN_H + row.y) * IN_W;
  let right = bitcast<f32>(column.z);
  let above = mix(Wide(source[upper + column.x]), Wide(source[upper + column.y]), right);
  let below = mix(Wide(source[lower + column.x]), Wide(source[lower + column.y]), right);
  let value = mix(above, below, bitcast<f32>(row.z));
  result[(cell.plane * OUT_H + cell.y) * OUT_W + cell.x] = Item(value);
}
