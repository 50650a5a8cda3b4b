// Film: grain that lives in the middle tones, a red halo around highlights, dark corners, and a
// gate in which the picture is never quite still.
// A full-screen pass: fragment (x, y) of the target. Reads the source twice, the halo once.
// Source: grain by density after A. Newson et al., "A Stochastic Film Grain Model for
// Resolution-Independent Rendering" (2017), simplified to noise whose spread follows the tone.

// @import frame
// @import params
// @import fullscreen
// @import plane
// @import noise
// @import tone
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var halo: texture_2d<f32>;
@group(1) @binding(2) var linearMirror: sampler;

// Film runs at its own rate, whatever the screen's is.
const FILM_FPS = 24.0;
// The finest grain, of the picture's height.
const FINEST = 0.00125;
const GRAIN_DEPTH = 0.32;
const HALO_COLOUR = vec3f(1.0, 0.24, 0.07);
const WEAVE_REACH = 0.006;

// Three numbers around 0, most of them near it, at a corner of the grain's grid.
fn crystal(cell: vec2i, moment: i32) -> vec3f {
  let a = hash3(vec3i(cell, moment));
  return a + a.yzx - 1.0;
}

// Grain between the corners, smooth.
fn grainAt(p: vec2f, moment: i32) -> vec3f {
  let q = p / max(FINEST * params.grain, 1.0 / params.size.y);
  let cell = vec2i(floor(q));
  let f = smoothstep(vec2f(0.0), vec2f(1.0), fract(q));
  let top = mix(crystal(cell, moment), crystal(cell + vec2i(1, 0), moment), f.x);
  let bottom = mix(crystal(cell + vec2i(0, 1), moment), crystal(cell + vec2i(1, 1), moment), f.x);
  return mix(top, bottom, f.y);
}

fn weave(moment: i32) -> vec2f {
  let jump = hash3(vec3i(moment, 11, 2)).xy - 0.5;
  let drift = vec2f(sin(frame.time * 1.7), sin(frame.time * 2.3 + 1.0));
  return (jump * 0.6 + drift * 0.4) * WEAVE_REACH * params.weave;
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let dry = textureLoad(source, vec2i(in.position.xy), 0).rgb;
  let moment = i32(floor(frame.time * FILM_FPS));
  let uv = fromPlane(toPlane(in.uv) + weave(moment));
  let through = textureSampleLevel(source, linearMirror, uv, 0.0).rgb;
  let halation = textureSampleLevel(halo, linearMirror, uv, 0.0).rgb;
  var light = through + HALO_COLOUR * max(halation.r, luminance(halation)) * params.halation;
  let corner = toPlane(in.uv) / length(toPlane(vec2f(0.0)));
  light *= mix(1.0, pow(max(1.0 - 0.75 * dot(corner, corner), 0.0), 1.5), params.vignette);
  // Grain follows density: little in black, most in the middle, little in white.
  let tones = tonesOf(light);
  let spread = sqrt(max(tones * (1.0 - tones), vec3f(0.0))) + 0.02;
  let noise = grainAt(toPlane(in.uv), moment);
  let grain = mix(vec3f(noise.g), noise, 0.35) * spread * params.amount * GRAIN_DEPTH;
  // By a factor, so that highlights beyond white keep their light.
  let wet = light * exp2(grain / max(tones, vec3f(0.08)) * 2.0);
  return wetDry(dry, wet, params.mix);
}
