// Which bones of the dancer can be seen in each tile of 8 x 8 pixels, so that pixels look only
// at those: most at none.
// A thread judges one tile; 8 x 8 threads a workgroup over the tiles.
// Bindings: pose as engine/input/dancer-pose.ts writes it; tiles, a bit for each bone [rows, columns].
// @import params
// @import demo-view
@group(1) @binding(0) var<uniform> pose: array<vec4f, 48>;
@group(1) @binding(1) var<storage, read_write> tiles: array<u32>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let grid = tileGrid();
  if (any(id.xy >= grid)) {
    return;
  }
  let eye = pose[HEAD + 2].xyz;
  let direction = viewDirection((vec2f(id.xy) + 0.5) * TILE / params.size);
  // Half a tile's diagonal, and a pixel, at one metre.
  let spread = (0.5 * 1.4143 * TILE + 1.0) * pixelWidth();
  var bones = 0u;
  for (var i = 0u; i < BONES; i++) {
    let a = pose[2u * i];
    let b = pose[2u * i + 1u];
    let near = nearest(eye, direction, a.xyz, b.xyz);
    let radius = max(a.w, b.w) * select(1.0, 1.12, i == SKIRT) + 0.02;
    bones |= select(0u, 1u << i, near.distance < radius + spread * near.t);
  }
  tiles[id.y * grid.x + id.x] = bones;
}
