// What a texel of ink holds: how much there is, and, times that, what kind it is. Kinds blend as
// they are stirred together; which colour they become is the shader's that shows them.
//   r tone, 0 dark to 1 light, the place on the palette
//   g accent, 0 the palette's ramp, 1 its answering colour
//   b glow, light of its own, which fades sooner than the ink
//   a density: about 1 covers what lies behind
fn inkOf(density: f32, tone: f32, accent: f32, glow: f32) -> vec4f {
  return density * vec4f(tone, accent, glow, 1.0);
}

// Tone, accent and glow of ink.
fn kindOf(ink: vec4f) -> vec3f {
  return ink.rgb / max(ink.a, 1e-3);
}
