// Where a pixel of the picture lies in the image that fills it. The image is cut, never
// stretched: `scale` is the share of it that is seen, with a negative x when it is mirrored.

fn fittedUv(uv: vec2f) -> vec2f {
  return (uv - 0.5) * vec2f(params.scaleX, params.scaleY) + 0.5;
}

// Centres of the four quarters of a picture's pixel, for images much larger than the picture.
fn quarterTap(i: i32) -> vec2f {
  let corner = vec2f(f32(i & 1), f32(i >> 1)) * 0.5 - 0.25;
  return corner / params.size * vec2f(params.scaleX, params.scaleY);
}
