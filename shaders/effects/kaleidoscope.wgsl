// Mirrors one wedge of the picture around the centre, as a tube of mirrors does.
// A full-screen pass: fragment (x, y) of the target. Reads the source twice.

// @import frame
// @import params
// @import fullscreen
// @import plane
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearMirror: sampler;

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let p = turned(toPlane(in.uv), TAU * params.turn);
  let wedge = TAU / max(params.segments, 1.0);
  // The angle folded into half a wedge, as two mirrors fold it.
  let folded = abs(fract(atan2(p.y, p.x) / wedge) - 0.5) * wedge;
  let radius = length(p) / params.zoom + params.reach;
  let q = turned(vec2f(radius, 0.0), folded + params.wedge * DEGREE);
  let dry = textureSampleLevel(source, linearMirror, in.uv, 0.0).rgb;
  let wet = textureSampleLevel(source, linearMirror, fromPlane(q), 0.0).rgb;
  return wetDry(dry, wet, params.mix);
}
