// Folds the picture along a line, or into repeating tiles.
// A full-screen pass: fragment (x, y) of the target. Reads the source twice.

// @import frame
// @import params
// @import fullscreen
// @import plane
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearMirror: sampler;

const ONE_LINE = 0;
const CROSS = 1;

// Triangle wave: places run back and forth between -0.5 and 0.5.
fn foldBack(x: f32) -> f32 {
  return abs(fract(x * 0.5 - 0.25) * 2.0 - 1.0) - 0.5;
}

fn folded(p: vec2f) -> vec2f {
  let mode = i32(params.mode + 0.5);
  let q = p - vec2f(params.position, 0.0);
  if (mode == ONE_LINE) { return vec2f(-abs(q.x), q.y) + vec2f(params.position, 0.0); }
  if (mode == CROSS) { return vec2f(-abs(q.x), -abs(q.y)) + vec2f(params.position, 0.0); }
  let size = params.tile;
  return vec2f(foldBack(p.x / size), foldBack(p.y / size)) + vec2f(params.position, 0.0);
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let dry = textureLoad(source, vec2i(in.position.xy), 0).rgb;
  let angle = params.angle * DEGREE + TAU * params.turn;
  let p = folded(turned(toPlane(in.uv), -angle));
  let wet = textureSampleLevel(source, linearMirror, fromPlane(turned(p, angle)), 0.0).rgb;
  return wetDry(dry, wet, params.mix);
}
