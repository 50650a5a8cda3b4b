// Colour spaces. All pictures inside the instrument are linear Rec. 709.

// Rec. 709 luma weights. Source: ITU-R BT.709-6, item 3.2.
const LUMA = vec3f(0.2126, 0.7152, 0.0722);

fn luminance(linear: vec3f) -> f32 {
  return dot(linear, LUMA);
}

// Source: IEC 61966-2-1 (sRGB), transfer functions.
fn srgbToLinear(encoded: vec3f) -> vec3f {
  let low = encoded / 12.92;
  let high = pow((max(encoded, vec3f(0.0)) + 0.055) / 1.055, vec3f(2.4));
  return select(high, low, encoded <= vec3f(0.04045));
}

fn linearToSrgb(linear: vec3f) -> vec3f {
  let low = linear * 12.92;
  let high = 1.055 * pow(max(linear, vec3f(0.0)), vec3f(1.0 / 2.4)) - 0.055;
  return select(high, low, linear <= vec3f(0.0031308));
}

// Cosine palette. Source: I. Quilez, "Palettes" (a + b cos(2 pi (c t + d))).
fn cosinePalette(t: f32, a: vec3f, b: vec3f, c: vec3f, d: vec3f) -> vec3f {
  return a + b * cos(6.28318530718 * (c * t + d));
}

// Oklab, perceptual space for blends and palettes. Source: B. Ottosson, "A perceptual color
// space for image processing" (2020).
fn linearToOklab(c: vec3f) -> vec3f {
  let l = 0.4122214708 * c.r + 0.5363325363 * c.g + 0.0514459929 * c.b;
  let m = 0.2119034982 * c.r + 0.6806995451 * c.g + 0.1073969566 * c.b;
  let s = 0.0883024619 * c.r + 0.2817188376 * c.g + 0.6299787005 * c.b;
  let root = pow(max(vec3f(l, m, s), vec3f(0.0)), vec3f(1.0 / 3.0));
  return vec3f(
    dot(root, vec3f(0.2104542553, 0.7936177850, -0.0040720468)),
    dot(root, vec3f(1.9779984951, -2.4285922050, 0.4505937099)),
    dot(root, vec3f(0.0259040371, 0.7827717662, -0.8086757660)),
  );
}

fn oklabToLinear(c: vec3f) -> vec3f {
  let root = vec3f(
    c.x + 0.3963377774 * c.y + 0.2158037573 * c.z,
    c.x - 0.1055613458 * c.y - 0.0638541728 * c.z,
    c.x - 0.0894841775 * c.y - 1.2914855480 * c.z,
  );
  let lms = root * root * root;
  return vec3f(
    dot(lms, vec3f(4.0767416621, -3.3077115913, 0.2309699292)),
    dot(lms, vec3f(-1.2684380046, 2.6097574011, -0.3413193965)),
    dot(lms, vec3f(-0.0041960863, -0.7034186147, 1.7076147010)),
  );
}

// Lightness, chroma and hue (radians) in Oklab, as linear Rec. 709.
fn oklch(lightness: f32, chroma: f32, hue: f32) -> vec3f {
  return max(oklabToLinear(vec3f(lightness, chroma * cos(hue), chroma * sin(hue))), vec3f(0.0));
}
