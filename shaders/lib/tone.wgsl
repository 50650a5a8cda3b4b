// Tones of HDR light for effects that think in 0..1.

// @import colour

// Encoded tone of linear light: as sRGB up to about three quarters of white, then rolling off so
// that 16 times white is still below 1.
fn toneOf(light: f32) -> f32 {
  let rolled = select(0.75 + 0.25 * (light - 0.75) / (light - 0.5), light, light < 0.75);
  return linearToSrgb(vec3f(rolled)).x;
}

fn tonesOf(light: vec3f) -> vec3f {
  let over = max(light, vec3f(0.75));
  let rolled = select(0.75 + 0.25 * (over - 0.75) / (over - 0.5), light, light < vec3f(0.75));
  return linearToSrgb(rolled);
}

// Light of encoded tones up to 1.
fn lightOf(tones: vec3f) -> vec3f {
  return srgbToLinear(clamp(tones, vec3f(0.0), vec3f(1.0)));
}

// About the same without powers, for what reads many pixels.
fn quickTonesOf(light: vec3f) -> vec3f {
  let over = max(light, vec3f(0.75));
  return sqrt(select(0.75 + 0.25 * (over - 0.75) / (over - 0.5), light, light < vec3f(0.75)));
}
