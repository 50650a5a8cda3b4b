// The next coarser level of the map: each cell the sum of four finer ones.
// A thread computes one cell; 8 x 8 threads a workgroup over the level's side.
// Bindings: level (the coarser one); map [cells of all levels].
// @import swarm-map
@group(1) @binding(0) var<uniform> level: Level;
@group(1) @binding(1) var<storage, read_write> map: array<vec2f>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (any(id.xy >= vec2u(level.side))) { return; }
  let finer = 2u * level.side;
  let first = level.finerStart + 2u * id.y * finer + 2u * id.x;
  map[level.start + id.y * level.side + id.x] =
    (map[first] + map[first + 1u]) + (map[first + finer] + map[first + finer + 1u]);
}
