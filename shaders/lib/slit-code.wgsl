// HDR light in 8 bits: square roots of light / (light + 1), which keep shadows and highlights.

fn slitEncoded(light: vec3f) -> vec3f {
  let positive = max(light, vec3f(0.0));
  return sqrt(positive / (positive + 1.0));
}

fn slitDecoded(code: vec3f) -> vec3f {
  let square = min(code * code, vec3f(0.985));
  return square / (1.0 - square);
}
