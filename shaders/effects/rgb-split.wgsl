// Red and blue slip apart around green, along a line or outwards from the centre; the beat's
// low onset widens the slip.
// A full-screen pass: fragment (x, y) of the target. Reads the source four times.

// @import frame
// @import params
// @import fullscreen
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearMirror: sampler;

const DEGREE = 0.017453292519943295;

// Slip in texture coordinates at a place. `distance` and `angle` are of the picture's height, so
// that the slip is the same in both directions at any aspect.
fn slipAt(uv: vec2f) -> vec2f {
  let aspect = vec2f(params.size.y / params.size.x, 1.0);
  let angle = params.angle * DEGREE;
  let straight = vec2f(cos(angle), sin(angle));
  let outward = (uv - 0.5) * 2.0 / aspect;
  let direction = mix(straight, outward, params.radial);
  let swell = 1.0 + params.beat * 3.0 * frame.lowOnset;
  return direction * aspect * params.distance * swell;
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let slip = slipAt(in.uv);
  let dry = textureSampleLevel(source, linearMirror, in.uv, 0.0).rgb;
  let red = textureSampleLevel(source, linearMirror, in.uv + slip, 0.0).r;
  let blue = textureSampleLevel(source, linearMirror, in.uv - slip, 0.0).b;
  return wetDry(dry, vec3f(red, dry.g, blue), params.mix);
}
