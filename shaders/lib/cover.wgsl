// Places on a picture that fills another shape: centred, cut where it is too long, never stretched.

// `uv` on the target to `uv` on the picture; sizes in pixels.
fn coverUv(uv: vec2f, pictureSize: vec2f, targetSize: vec2f) -> vec2f {
  let wider = (targetSize.x * pictureSize.y) / (targetSize.y * pictureSize.x);
  return (uv - 0.5) * vec2f(min(wider, 1.0), min(1.0 / wider, 1.0)) + 0.5;
}
