// From linear HDR light to linear light of a display.

// Below the knee light stays as it is; above it the brightest channel rolls off towards 1 and
// very bright colours lose saturation, as film does.
// Source: Khronos, "PBR Neutral Tone Mapper" (2024), without its toe, which is for lit materials.
const TONE_KNEE = 0.76;
const TONE_DESATURATION = 0.15;

fn toneMap(light: vec3f) -> vec3f {
  let peak = max(light.r, max(light.g, light.b));
  if (peak < TONE_KNEE) { return light; }
  let d = 1.0 - TONE_KNEE;
  let newPeak = 1.0 - d * d / (peak + d - TONE_KNEE);
  let g = 1.0 - 1.0 / (TONE_DESATURATION * (peak - newPeak) + 1.0);
  return mix(light * newPeak / peak, vec3f(newPeak), g);
}
