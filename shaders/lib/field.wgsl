// A layer of 32-bit numbers read between its pixels, which samplers cannot do on every device.

fn fieldAt(field: texture_2d_array<f32>, uv: vec2f, layer: u32) -> vec4f {
  let last = vec2i(textureDimensions(field)) - 1;
  let place = uv * vec2f(last + 1) - 0.5;
  let corner = vec2i(floor(place));
  let share = place - floor(place);
  let low = clamp(corner, vec2i(0), last);
  let high = clamp(corner + 1, vec2i(0), last);
  let above = mix(
    textureLoad(field, low, layer, 0),
    textureLoad(field, vec2i(high.x, low.y), layer, 0),
    share.x,
  );
  let below = mix(
    textureLoad(field, vec2i(low.x, high.y), layer, 0),
    textureLoad(field, high, layer, 0),
    share.x,
  );
  return mix(above, below, share.y);
}
