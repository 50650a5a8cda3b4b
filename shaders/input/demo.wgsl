// The demo source: a dancer in a spotlight.
// A fragment computes one pixel of the picture; one full-screen triangle.
// @import frame
// @import fullscreen
// @import params

const SKIN = vec3f(0.62, 0.33, 0.21);
const CLOTH = vec3f(0.35, 0.03, 0.05);

fn limb(p: vec2f, a: vec2f, b: vec2f, radius: f32) -> f32 {
  let along = clamp(dot(p - a, b - a) / dot(b - a, b - a), 0.0, 1.0);
  return length(p - mix(a, b, along)) - radius;
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let p = (in.uv - 0.5) * vec2f(params.size.x / params.size.y, -1.0) * 2.0;
  let beat = frame.beat * 3.14159265;
  let hip = vec2f(0.08 * sin(beat), -0.2);
  let chest = vec2f(0.04 * sin(beat + 0.6), 0.25);
  let body = min(limb(p, hip, chest, 0.17), limb(p, hip, vec2f(-0.15, -0.9), 0.09));
  let leg = limb(p, hip, vec2f(0.15, -0.9), 0.09);
  let left = chest + vec2f(-0.55, 0.3 * sin(beat));
  let right = chest + vec2f(0.55, 0.3 * sin(beat + 2.0));
  let arms = min(limb(p, chest, left, 0.06), limb(p, chest, right, 0.06));
  let head = length(p - chest - vec2f(0.0, 0.36)) - 0.13;
  let cloth = min(body, leg);
  let skin = min(arms, head);
  let light = 0.4 + 0.6 * smoothstep(-0.1, 0.0, p.x - hip.x);
  let spot = exp(-2.0 * dot(p, p)) * 0.12;
  var colour = vec3f(0.9, 0.85, 1.0) * spot;
  colour = mix(colour, CLOTH * light, smoothstep(0.01, -0.01, cloth));
  colour = mix(colour, SKIN * light, smoothstep(0.01, -0.01, skin));
  return vec4f(colour, params.fade);
}
