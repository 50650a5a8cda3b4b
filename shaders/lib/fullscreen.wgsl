// One triangle that covers the target. `uv` runs from (0, 0) at the top left to (1, 1).
struct FullScreen {
  @builtin(position) position: vec4f,
  @location(0) uv: vec2f,
}

@vertex
fn vertexMain(@builtin(vertex_index) index: u32) -> FullScreen {
  let corner = vec2f(f32((index << 1u) & 2u), f32(index & 2u));
  return FullScreen(vec4f(corner * 2.0 - 1.0, 0.0, 1.0), vec2f(corner.x, 1.0 - corner.y));
}
