// Decks A and B become one picture: the transition says how far each pixel has gone from A to B
// and from where in each deck it is taken, the blend mode what stands between the two.
// A full-screen pass: fragment (x, y) of the programme. Reads each deck once.

// @import frame
// @import params
// @import fullscreen
// @import colour
// @import blend
// @import transition

@group(1) @binding(0) var a: texture_2d<f32>;
@group(1) @binding(1) var b: texture_2d<f32>;
@group(1) @binding(2) var linearMirror: sampler;

// `top` blended onto `backdrop` as a browser does it, in linear light. Light beyond 1 is beyond
// the formulas; it is limited to 1, which the dissolve towards either deck gives back.
fn blendLinear(mode: i32, backdrop: vec3f, top: vec3f) -> vec3f {
  if (mode == 0) { return top; }
  let one = vec3f(1.0);
  let low = linearToSrgb(clamp(backdrop, vec3f(0.0), one));
  let high = linearToSrgb(clamp(top, vec3f(0.0), one));
  return srgbToLinear(max(blendEncoded(mode, low, high), vec3f(0.0)));
}

// Pure A at 0, the blend of both half-way, pure B at 1; `normal` is a plain dissolve.
fn crossfaded(mode: i32, first: vec3f, second: vec3f, x: f32) -> vec3f {
  if (mode == 0) { return mix(first, second, x); }
  let between = blendLinear(mode, first, second);
  if (x < 0.5) { return mix(first, between, 2.0 * x); }
  return mix(between, second, 2.0 * x - 1.0);
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let x = clamp(params.crossfade, 0.0, 1.0);
  let place = transitionAt(i32(params.transition + 0.5), in.uv, x, a);
  let first = textureSampleLevel(a, linearMirror, place.uvA, 0.0).rgb * params.levelA;
  let second = textureSampleLevel(b, linearMirror, place.uvB, 0.0).rgb * params.levelB;
  let mixed = crossfaded(i32(params.blend + 0.5), first, second, place.crossfade);
  return vec4f(max(mixed, vec3f(0.0)) * place.gain, 1.0);
}
