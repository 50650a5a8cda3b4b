// Mirrors one wedge of the picture around a point, as a tube of mirrors does.
// A full-screen pass: fragment (x, y) of the target. Reads the source twice.

// @import frame
// @import params
// @import fullscreen
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearMirror: sampler;

const TAU = 6.283185307179586;
const DEGREE = 0.017453292519943295;

fn rotate(p: vec2f, angle: f32) -> vec2f {
  let c = cos(angle);
  let s = sin(angle);
  return vec2f(c * p.x - s * p.y, s * p.x + c * p.y);
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let aspect = vec2f(params.size.x / params.size.y, 1.0);
  let p = (in.uv - 0.5) * aspect;
  let turn = params.angle * DEGREE + TAU * params.spin * frame.beat / 16.0;
  let wedge = TAU / max(params.segments, 1.0);
  let spun = rotate(p, turn);
  let angle = atan2(spun.y, spun.x);
  let folded = abs(fract(angle / wedge) - 0.5) * wedge;
  let radius = length(p) / params.zoom;
  let q = rotate(vec2f(cos(folded), sin(folded)) * radius, params.tilt * DEGREE - turn * 0.5);
  let dry = textureSampleLevel(source, linearMirror, in.uv, 0.0).rgb;
  let wet = textureSampleLevel(source, linearMirror, q / aspect + 0.5, 0.0).rgb;
  return wetDry(dry, wet, params.mix);
}
