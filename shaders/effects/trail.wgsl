// The picture over its own past, which fades, grows, turns and changes its hue from frame to
// frame.
// A full-screen pass: fragment (x, y) of the new trail. Reads the source and the trail before once.

// @import frame
// @import params
// @import fullscreen
// @import plane
// @import colour
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var before: texture_2d<f32>;
@group(1) @binding(2) var linearMirror: sampler;

// The trail fades to this in the time of `decay`.
const FADED = 0.1;
const LIGHT = 0;
const DARK = 1;

// A colour turned around the grey axis, its luminance kept (Rodrigues' rotation formula).
fn hueTurned(colour: vec3f, angle: f32) -> vec3f {
  let axis = vec3f(0.57735026919);
  let c = cos(angle);
  let turnedColour =
    colour * c + cross(axis, colour) * sin(angle) + axis * dot(axis, colour) * (1.0 - c);
  let positive = max(turnedColour, vec3f(0.0));
  return positive * luminance(colour) / max(luminance(positive), 1e-5);
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let seconds = clamp(frame.delta, 0.0, 0.25);
  let now = textureLoad(source, vec2i(in.position.xy), 0).rgb;
  let p = turned(toPlane(in.uv), -params.rotate * DEGREE * seconds) * exp2(-params.zoom * seconds);
  let past = textureSampleLevel(before, linearMirror, fromPlane(p), 0.0).rgb;
  let coloured = hueTurned(min(past, vec3f(HDR_CEILING)), params.hue * DEGREE * seconds);
  let kept = pow(FADED, seconds / params.decay);
  let style = i32(params.style + 0.5);
  if (style == LIGHT) { return vec4f(max(now, coloured * kept), 1.0); }
  if (style == DARK) { return vec4f(min(now, 1.0 - (1.0 - coloured) * kept), 1.0); }
  return vec4f(mix(now, coloured, kept), 1.0);
}
