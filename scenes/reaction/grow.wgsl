// One step of the Gray-Scott reaction with a direction: growth spreads more along its grain.
// A thread computes a column of four cells and so loads each cell's neighbours half as often;
// 8 x 8 threads a workgroup.
// Bindings: before and after [rows][columns] of (substrate, growth) 0..1; ground as tend.wgsl
// makes it.
// Source: J. Pearson, "Complex patterns in a simple system" (1993); Laplacian of nine cells by
// K. Sims, "Reaction-Diffusion Tutorial" (2013); direction after A. Witkin and M. Kass,
// "Reaction-Diffusion Textures" (1991).
// @import params
// @import culture
@group(1) @binding(0) var<storage, read> before: array<vec2f>;
@group(1) @binding(1) var<storage, read_write> after: array<vec2f>;
@group(1) @binding(2) var<storage, read> ground: array<vec4u>;
@group(1) @binding(3) var<uniform> culture: Culture;

const CELLS_PER_THREAD = 4;
// Diffusion of the growth as a share of the substrate's.
const GROWTH_SPREAD = 0.5;
// How much the two spread apart along and across the grain.
const DIRECTED = vec2f(-0.55, 0.55);

struct Row {
  west: vec2f,
  middle: vec2f,
  east: vec2f,
}

fn rowAt(y: i32, x: i32, size: vec2i) -> Row {
  let start = clamp(y, 0, size.y - 1) * size.x;
  return Row(
    before[start + max(x - 1, 0)], before[start + x], before[start + min(x + 1, size.x - 1)],
  );
}

fn react(north: Row, here: Row, south: Row, soil: vec4u) -> vec2f {
  let cell = here.middle;
  let straight = here.west + here.east + north.middle + south.middle;
  let corners = north.west + north.east + south.west + south.east;
  let even = 0.2 * straight + 0.05 * corners - cell;
  let across = 0.3 * (here.west + here.east - north.middle - south.middle);
  let slanted = 0.15 * (north.west + south.east - north.east - south.west);
  let grain = unpack2x16snorm(soil.z);
  let directed = (grain.x * across + grain.y * slanted) * DIRECTED;
  let spread = bitcast<f32>(soil.w) * (even + directed);
  let feed = bitcast<f32>(soil.x);
  let kill = bitcast<f32>(soil.y);
  let reaction = cell.x * cell.y * cell.y;
  let change = vec2f(
    spread.x - reaction + feed * (1.0 - cell.x),
    GROWTH_SPREAD * spread.y + reaction - (feed + kill) * cell.y,
  );
  return clamp(cell + culture.stride * change, vec2f(0.0), vec2f(1.0));
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = vec2i(i32(culture.columns), i32(culture.rows));
  let x = i32(id.x);
  let top = i32(id.y) * CELLS_PER_THREAD;
  if (x >= size.x || top >= size.y) {
    return;
  }
  var north = rowAt(top - 1, x, size);
  var here = rowAt(top, x, size);
  let end = min(top + CELLS_PER_THREAD, size.y);
  for (var y = top; y < end; y++) {
    let south = rowAt(y + 1, x, size);
    after[y * size.x + x] = react(north, here, south, ground[y * size.x + x]);
    north = here;
    here = south;
  }
}
