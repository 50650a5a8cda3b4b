// The land of this frame, in the order in which it is seen: row 0 at the horizon.
// A thread computes one vertex; 8 x 8 threads a workgroup.
// Bindings: land as record.wgsl makes it; relief [rows][columns] r height, g energy 0..1, b light
// of the picture, a attack 0..1.
// @import params
// @import world
@group(1) @binding(0) var<storage, read> land: array<vec4f>;
@group(1) @binding(1) var relief: texture_storage_2d<rgba16float, write>;
@group(1) @binding(2) var<uniform> world: World;

fn landAt(column: i32, row: i32) -> vec4f {
  let columns = i32(world.columns);
  let rows = i32(world.rows);
  let age = u32(clamp(row, 0, rows - 1));
  // The ring holds whole turns, so that row 0 of the count needs no row before it.
  let slot = (world.newest + u32(rows) - age) % u32(rows);
  return land[i32(slot) * columns + clamp(column, 0, columns - 1)];
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (f32(id.x) >= world.columns || f32(id.y) >= world.rows) {
    return;
  }
  let at = vec2i(id.xy);
  var sum = vec4f(0.0);
  for (var y = -2; y <= 2; y++) {
    let weight = select(select(1.0, 4.0, abs(y) == 1), 6.0, y == 0) / 16.0;
    let middle = landAt(at.x, at.y + y);
    let sides = landAt(at.x - 1, at.y + y) + landAt(at.x + 1, at.y + y);
    sum += weight * (0.5 * middle + 0.25 * sides);
  }
  // New land rises out of the mist at the horizon and lies down before it reaches the viewer.
  let age = (f32(at.y) + world.scroll) / (world.rows - 1.0);
  let rise = smoothstep(0.0, 0.12, age) * mix(1.0, 0.3, smoothstep(0.72, 1.0, age));
  let mountain = 3.4 * params.height * sum.y * rise * (1.0 + 0.7 * sum.w);
  let swell = 1.15 * params.dunes * sum.x * (1.0 - 0.35 * clamp(sum.y, 0.0, 1.0));
  let beat = 0.1 * sum.w * (0.4 + params.height) * mix(1.0, 0.4, age);
  textureStore(relief, at, vec4f(swell + mountain + beat, clamp(sum.y, 0.0, 1.5), sum.zw));
}
