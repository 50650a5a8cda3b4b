// The picture that was caught, growing slowly, with what runs on shining through.
// A full-screen pass: fragment (x, y) of the target. Reads the source and the held picture once.

// @import frame
// @import params
// @import fullscreen
// @import plane
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var held: texture_2d<f32>;
@group(1) @binding(2) var linearMirror: sampler;

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let dry = textureLoad(source, vec2i(in.position.xy), 0).rgb;
  let place = fract(frame.beat * params.rate);
  let p = toPlane(in.uv) / (1.0 + params.zoom * place);
  let caught = textureSampleLevel(held, linearMirror, fromPlane(p), 0.0).rgb;
  // Runs from the start of each slot until the hold begins.
  let holding = select(0.0, 1.0, place >= 1.0 - params.hold);
  return wetDry(dry, mix(dry, caught, holding * (1.0 - params.ghost)), params.mix);
}
