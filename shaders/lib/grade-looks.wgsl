// Looks of the grade: each maps linear light to linear light, numbered as in
// engine/effects/grade.ts.

// @import colour
// @import tone
// @import ramps

// More contrast around a middle grey, by a power, luminance and colour alike.
fn contrasted(light: vec3f, power: f32) -> vec3f {
  let grey = 0.18;
  return grey * pow(max(light, vec3f(0.0)) / grey, vec3f(power));
}

fn saturated(light: vec3f, amount: f32) -> vec3f {
  return max(mix(vec3f(luminance(light)), light, amount), vec3f(0.0));
}

// Shadows take one tint, highlights another; luminance stays.
fn splitToned(light: vec3f, shadows: vec3f, highlights: vec3f) -> vec3f {
  let tone = toneOf(luminance(light));
  let tint = mix(shadows, highlights, smoothstep(0.1, 0.8, tone));
  let tinted = light * tint;
  return tinted * luminance(light) / max(luminance(tinted), 1e-5);
}

fn tealOrange(light: vec3f) -> vec3f {
  let split = splitToned(light, vec3f(0.55, 1.05, 1.35), vec3f(1.28, 0.98, 0.66));
  return saturated(contrasted(split, 1.16), 1.22);
}

fn bleachBypass(light: vec3f) -> vec3f {
  // The silver that is not washed out: the picture's own luminance over it.
  let silver = luminance(light);
  let multiplied = light * silver * 1.6;
  let screened = light + silver * 0.55;
  let tone = smoothstep(0.3, 0.7, toneOf(silver));
  return saturated(mix(light, mix(multiplied, screened, tone), 0.75), 0.45);
}

fn noir(light: vec3f) -> vec3f {
  // Panchromatic stock behind a yellow filter: skies go dark.
  let grey = dot(light, vec3f(0.42, 0.55, 0.03));
  let hard = contrasted(vec3f(grey), 1.6) * 0.85;
  return splitToned(hard, vec3f(0.88, 0.97, 1.2), vec3f(1.02, 1.0, 0.96));
}

// False colour of an infrared film: what is green grows pink, skies go deep.
fn infrared(light: vec3f) -> vec3f {
  let leaves = max(light.g - 0.55 * max(light.r, light.b), 0.0);
  let mapped = vec3f(
    0.85 * light.g + 0.35 * light.r + 1.7 * leaves,
    0.75 * light.r + 0.15 * light.b - 0.3 * leaves,
    0.8 * light.b + 0.25 * light.g + 0.25 * leaves,
  );
  return contrasted(max(mapped, vec3f(0.0)), 1.1);
}

fn sepia(light: vec3f) -> vec3f {
  let grey = contrasted(vec3f(luminance(light)), 0.95);
  return splitToned(grey, vec3f(1.7, 0.8, 0.32), vec3f(1.25, 1.0, 0.6));
}

// Colours turn with their brightness, as in over-developed slides.
fn acid(light: vec3f) -> vec3f {
  let lab = linearToOklab(light);
  let chroma = length(lab.yz) * 1.7 + 0.09;
  let hue = atan2(lab.z, lab.y) + 5.2 * lab.x + 0.6;
  let bright = max(oklch(min(lab.x * 1.04, 1.4), chroma, hue), vec3f(0.0));
  return contrasted(bright, 1.1);
}

// Day for night: the eye's rods see blue-green, and no red.
// Source: CIE scotopic luminosity, by the weights of J. Thompson, P. Shirley, J. Ferwerda, "A
// Spatial Post-Processing Algorithm for Images of Night Scenes" (2002), simplified.
fn moonlight(light: vec3f) -> vec3f {
  let rods = dot(light, vec3f(0.06, 0.5, 0.44));
  let night = vec3f(0.22, 0.5, 1.25) * rods * 0.85;
  let lamps = smoothstep(0.5, 2.0, luminance(light));
  return contrasted(mix(night, light, 0.1 + 0.4 * lamps) * 0.62, 1.12);
}

fn crossProcessed(light: vec3f) -> vec3f {
  let tones = tonesOf(light);
  let steep = tones * tones * (3.0 - 2.0 * tones);
  let curved = vec3f(mix(tones.r, steep.r, 1.1), mix(tones.g, steep.g, 0.7), 0.16 + 0.66 * tones.b);
  let peak = max(luminance(light), 1.0);
  return saturated(lightOf(curved) * peak, 1.15);
}

fn thermal(light: vec3f) -> vec3f {
  let tone = toneOf(luminance(light));
  let cold = mix(vec3f(0.01, 0.0, 0.06), vec3f(0.42, 0.02, 0.62), smoothstep(0.0, 0.4, tone));
  let warm = mix(cold, vec3f(0.98, 0.24, 0.05), smoothstep(0.32, 0.64, tone));
  let hot = mix(warm, vec3f(1.0, 0.8, 0.16), smoothstep(0.58, 0.82, tone));
  return srgbToLinear(mix(hot, vec3f(1.0, 1.0, 0.92), smoothstep(0.8, 0.98, tone)));
}

fn gradeLook(look: i32, light: vec3f) -> vec3f {
  switch (look) {
    case 1: { return tealOrange(light); }
    case 2: { return bleachBypass(light); }
    case 3: { return noir(light); }
    case 4: { return infrared(light); }
    case 5: { return sepia(light); }
    case 6: { return acid(light); }
    case 7: { return moonlight(light); }
    case 8: { return crossProcessed(light); }
    case 9: { return thermal(light); }
    default: { return light; }
  }
}
