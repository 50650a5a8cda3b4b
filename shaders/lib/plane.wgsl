// The picture as a plane with square units: y runs from -0.5 at the top to 0.5 at the bottom, x
// as far as the aspect goes. Effects turn and measure there, so that they look alike at any size.

// @import params

const TAU = 6.283185307179586;
const DEGREE = 0.017453292519943295;

fn aspect() -> f32 {
  return params.size.x / params.size.y;
}

fn toPlane(uv: vec2f) -> vec2f {
  return (uv - 0.5) * vec2f(aspect(), 1.0);
}

fn fromPlane(p: vec2f) -> vec2f {
  return p / vec2f(aspect(), 1.0) + 0.5;
}

// Turned clockwise on the screen, by radians.
fn turned(p: vec2f, angle: f32) -> vec2f {
  let c = cos(angle);
  let s = sin(angle);
  return vec2f(c * p.x - s * p.y, s * p.x + c * p.y);
}
