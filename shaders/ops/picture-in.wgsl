// A picture at the size that a net works at, as numbers of three channels: a tent over what each
// pixel covers, in linear light, then the net's coding. One invocation a pixel of the net.
// Dispatch: see cellOf. The kernel module gives the taps' reach (TENT_X, TENT_Y, pixels of the
// picture), encode(light) and put(i, value).
// Bindings: picture, linear Rec. 709, [IN_H, IN_W]; result [1, 3, OUT_H, OUT_W] in either layout.
// Source of the filter: A. Clark et al., Pillow, Image.resize with BILINEAR.
// @import kernel
// @import colour

@group(1) @binding(0) var picture: texture_2d<f32>;
@group(1) @binding(1) var<storage, read_write> result: array<Item>;

// First tap and the one behind the last.
fn span(centre: f32, reach: f32, extent: u32) -> vec2i {
  let first = i32(floor(centre - reach + 0.5));
  let end = i32(floor(centre + reach + 0.5));
  return vec2i(max(first, 0), min(end, i32(extent)));
}

fn tentAt(tap: i32, centre: f32, reach: f32) -> f32 {
  return max(0.0, 1.0 - abs(f32(tap) + 0.5 - centre) / reach);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let cell = cellOf(group, local);
  if (!cell.inside) { return; }
  let centre = (vec2f(f32(cell.x), f32(cell.y)) + 0.5) * vec2f(STEP_X, STEP_Y);
  let columns = span(centre.x, TENT_X, IN_W);
  let rows = span(centre.y, TENT_Y, IN_H);
  var light = vec3f(0.0);
  var weights = 0.0;
  for (var y = rows.x; y < rows.y; y++) {
    let down = tentAt(y, centre.y, TENT_Y);
    for (var x = columns.x; x < columns.y; x++) {
      let weight = down * tentAt(x, centre.x, TENT_X);
      light += weight * textureLoad(picture, vec2i(x, y), 0).rgb;
      weights += weight;
    }
  }
  put(cell.y * OUT_W + cell.x, (encode(light / weights) - MEAN) * SCALE);
}
