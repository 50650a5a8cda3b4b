// Blend modes on sRGB-encoded, opaque colours, numbered as in engine/mixer/blend-modes.ts.
// Source: W3C, Compositing and Blending Level 1, sections 9.1 (separable) and 9.2
// (non-separable); plus-lighter: Level 2, section "plus-lighter".

fn blendHardLight(backdrop: f32, top: f32) -> f32 {
  let screened = 2.0 * top - 1.0;
  return select(
    backdrop + screened - backdrop * screened,
    backdrop * 2.0 * top,
    top <= 0.5,
  );
}

fn blendColorDodge(backdrop: f32, top: f32) -> f32 {
  if (backdrop <= 0.0) { return 0.0; }
  if (top >= 1.0) { return 1.0; }
  return min(1.0, backdrop / (1.0 - top));
}

fn blendColorBurn(backdrop: f32, top: f32) -> f32 {
  if (backdrop >= 1.0) { return 1.0; }
  if (top <= 0.0) { return 0.0; }
  return 1.0 - min(1.0, (1.0 - backdrop) / top);
}

fn blendSoftLight(backdrop: f32, top: f32) -> f32 {
  let dark = backdrop - (1.0 - 2.0 * top) * backdrop * (1.0 - backdrop);
  let polynomial = ((16.0 * backdrop - 12.0) * backdrop + 4.0) * backdrop;
  let d = select(sqrt(max(backdrop, 0.0)), polynomial, backdrop <= 0.25);
  let light = backdrop + (2.0 * top - 1.0) * (d - backdrop);
  return select(light, dark, top <= 0.5);
}

// The luminosity of the standard, which is not that of Rec. 709.
fn blendLum(c: vec3f) -> f32 {
  return dot(c, vec3f(0.3, 0.59, 0.11));
}

fn blendSat(c: vec3f) -> f32 {
  return max(c.r, max(c.g, c.b)) - min(c.r, min(c.g, c.b));
}

fn clipColor(colour: vec3f) -> vec3f {
  let l = blendLum(colour);
  let n = min(colour.r, min(colour.g, colour.b));
  let x = max(colour.r, max(colour.g, colour.b));
  var c = colour;
  if (n < 0.0) { c = l + (c - l) * l / (l - n); }
  if (x > 1.0) { c = l + (c - l) * (1.0 - l) / (x - l); }
  return c;
}

fn setLum(c: vec3f, l: f32) -> vec3f {
  return clipColor(c + (l - blendLum(c)));
}

// The standard's SetSat: the least component becomes 0, the greatest `s`, the middle in proportion.
fn setSat(c: vec3f, s: f32) -> vec3f {
  let low = min(c.r, min(c.g, c.b));
  let spread = max(c.r, max(c.g, c.b)) - low;
  if (spread <= 0.0) { return vec3f(0.0); }
  return (c - low) * s / spread;
}

// `top` blended onto `backdrop`, both encoded, 0..1.
fn blendEncoded(mode: i32, backdrop: vec3f, top: vec3f) -> vec3f {
  let b = backdrop;
  let s = top;
  switch (mode) {
    case 1: { return b * s; }
    case 2: { return b + s - b * s; }
    case 3: {
      return vec3f(
        blendHardLight(s.r, b.r), blendHardLight(s.g, b.g), blendHardLight(s.b, b.b),
      );
    }
    case 4: { return min(b, s); }
    case 5: { return max(b, s); }
    case 6: {
      return vec3f(
        blendColorDodge(b.r, s.r), blendColorDodge(b.g, s.g), blendColorDodge(b.b, s.b),
      );
    }
    case 7: {
      return vec3f(
        blendColorBurn(b.r, s.r), blendColorBurn(b.g, s.g), blendColorBurn(b.b, s.b),
      );
    }
    case 8: {
      return vec3f(
        blendHardLight(b.r, s.r), blendHardLight(b.g, s.g), blendHardLight(b.b, s.b),
      );
    }
    case 9: {
      return vec3f(
        blendSoftLight(b.r, s.r), blendSoftLight(b.g, s.g), blendSoftLight(b.b, s.b),
      );
    }
    case 10: { return abs(b - s); }
    case 11: { return b + s - 2.0 * b * s; }
    case 12: { return setLum(setSat(s, blendSat(b)), blendLum(b)); }
    case 13: { return setLum(setSat(b, blendSat(s)), blendLum(b)); }
    case 14: { return setLum(s, blendLum(b)); }
    case 15: { return setLum(b, blendLum(s)); }
    // The standard's limit of 1 is left to the tone map, so that added light stays light.
    case 16: { return b + s; }
    default: { return s; }
  }
}
