// Enlarges a texture smoothly: four bilinear samples between its pixels around a place, which
// together are a tent.
// Source: M. Bjorge, "Bandwidth-Efficient Rendering", SIGGRAPH 2015 (dual filtering).

fn tent(level: texture_2d<f32>, filtered: sampler, uv: vec2f) -> vec3f {
  let t = 0.75 / vec2f(textureDimensions(level));
  return 0.25 * (
    textureSampleLevel(level, filtered, uv + t * vec2f(-1.0, -0.4), 0.0).rgb +
    textureSampleLevel(level, filtered, uv + t * vec2f(0.4, -1.0), 0.0).rgb +
    textureSampleLevel(level, filtered, uv + t * vec2f(1.0, 0.4), 0.0).rgb +
    textureSampleLevel(level, filtered, uv + t * vec2f(-0.4, 1.0), 0.0).rgb
  );
}
