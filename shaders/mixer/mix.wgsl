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

// Encoded, 0..1; white is exactly 1, which color-burn asks for and pow() does not promise.
fn encode(linear: vec3f) -> vec3f {
  let one = vec3f(1.0);
  return select(linearToSrgb(clamp(linear, vec3f(0.0), one)), one, linear >= one);
}

// `top` blended onto `backdrop` as a browser does it, in linear light. Light beyond 1 is beyond
// the formulas; it is limited to 1, which the dissolve towards either deck gives back.
fn blendLinear(mode: i32, backdrop: vec3f, top: vec3f) -> vec3f {
  if (mode == 0) { return top; }
  let blended = blendEncoded(mode, encode(backdrop), encode(top));
  return srgbToLinear(max(blended, vec3f(0.0)));
}

// Pure A at 0, the blend of both half-way, pure B at 1; `normal` is a plain dissolve.
fn crossfaded(mode: i32, first: vec3f, second: vec3f, x: f32) -> vec3f {
  if (mode == 0) { return mix(first, second, x); }
  let between = blendLinear(mode, first, second);
  if (x < 0.5) { return mix(first, between, 2.0 * x); }
  return mix(between, second, 2.0 * x - 1.0);
}

// A deck at `uv`. Where the transition moves nothing, the texel itself: filtering would let a
// trace of its neighbours in, which a color-dodge makes white.
fn deckAt(deck: texture_2d<f32>, uv: vec2f, in: FullScreen) -> vec3f {
  if (all(uv == in.uv) && all(vec2f(textureDimensions(deck)) == params.size)) {
    return textureLoad(deck, vec2i(in.position.xy), 0).rgb;
  }
  return textureSampleLevel(deck, linearMirror, uv, 0.0).rgb;
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let x = clamp(params.crossfade, 0.0, 1.0);
  let place = transitionAt(i32(params.transition + 0.5), in.uv, x);
  let first = deckAt(a, place.uvA, in) * params.levelA;
  let second = deckAt(b, place.uvB, in) * params.levelB;
  let mixed = crossfaded(i32(params.blend + 0.5), first, second, place.crossfade);
  return vec4f(max(mixed, vec3f(0.0)) * place.gain, 1.0);
}
