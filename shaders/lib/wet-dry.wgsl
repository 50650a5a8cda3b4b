// The last step of every effect: its share of the picture, kept finite and positive.

// Highest linear light that leaves an effect, so that chains of effects and feedback stay finite.
const HDR_CEILING = 128.0;

// `dry` at amount 0, `wet` at amount 1; opaque.
fn wetDry(dry: vec3f, wet: vec3f, amount: f32) -> vec4f {
  return vec4f(mix(dry, clamp(wet, vec3f(0.0), vec3f(HDR_CEILING)), amount), 1.0);
}
