// Red and blue slip apart around green, along a line or outwards from the centre; a kick widens
// the slip.
// A full-screen pass: fragment (x, y) of the target. Reads the source three times.

// @import frame
// @import params
// @import fullscreen
// @import plane
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearMirror: sampler;

const KICK_GAIN = 3.0;

fn light(uv: vec2f) -> vec3f {
  return textureSampleLevel(source, linearMirror, uv, 0.0).rgb;
}

// Slip in texture coordinates at a place. Outwards it grows with the square of the distance from
// the centre, as a lens's does.
fn slipAt(uv: vec2f) -> vec2f {
  let p = toPlane(uv);
  let straight = turned(vec2f(1.0, 0.0), params.angle * DEGREE);
  let outward = p * length(p) * 4.0;
  let way = mix(straight, outward, params.radial) * params.distance;
  return way * (1.0 + KICK_GAIN * params.kick * frame.lowOnset) / vec2f(aspect(), 1.0);
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let slip = slipAt(in.uv);
  let dry = light(in.uv);
  let wet = vec3f(light(in.uv + slip).r, dry.g, light(in.uv - slip).b);
  return wetDry(dry, wet, params.mix);
}
