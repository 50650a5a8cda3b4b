// A tube: curved glass, lines, a mask of red, green and blue, colours that do not quite meet, and
// a picture that rolls when the sound hits it.
// A full-screen pass: fragment (x, y) of the target. Reads the source six times.
// Source: T. Lottes, "CRT shader" (2014), for lines as a sum of two soft beams.

// @import frame
// @import params
// @import fullscreen
// @import plane
// @import noise
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearClamp: sampler;

const CONVERGENCE = 0.0016;
const MASK_DARK = 0.45;
// Light that lines and mask take is given back.
const LINE_GAIN = 1.35;
const MASK_GAIN = 1.45;

// Where the beam of a place on the glass comes from.
fn curved(uv: vec2f) -> vec2f {
  let p = (uv - 0.5) * 2.0;
  let bent = p * (1.0 + params.curve * vec2f(0.10, 0.16) * (p.yx * p.yx));
  return bent / (1.0 + 0.04 * params.curve) * 0.5 + 0.5;
}

// The picture slips sideways in lines, and jumps on an onset.
fn rolled(uv: vec2f) -> vec2f {
  let line = hash3(vec3i(i32(uv.y * params.lines), i32(frame.index), 3)).x - 0.5;
  let bar = smoothstep(0.06, 0.0, abs(fract(uv.y - frame.time * 0.13) - 0.5));
  let slip = (line * 0.003 + bar * 0.006) * params.fault;
  let hum = frame.lowOnset * params.fault * 0.02 * sin(uv.y * 40.0 + frame.time * 30.0);
  return vec2f(uv.x + slip + hum, uv.y);
}

// A row of the tube: three guns, slightly apart.
fn beam(x: f32, row: f32) -> vec3f {
  let y = (row + 0.5) / params.lines;
  let apart = CONVERGENCE * (0.4 + params.fault);
  let red = textureSampleLevel(source, linearClamp, vec2f(x + apart, y), 0.0).r;
  let greenBlue = textureSampleLevel(source, linearClamp, vec2f(x - apart, y), 0.0).gb;
  return vec3f(red, greenBlue);
}

fn mask(pixel: vec2f) -> vec3f {
  // Stripes as wide as pixels allow: three of them a triad, never finer than the screen.
  let stripe = max(floor(params.size.y / 720.0), 1.0);
  let gun = i32(floor(pixel.x / stripe)) % 3;
  let lit = vec3f(f32(gun == 0), f32(gun == 1), f32(gun == 2));
  return mix(vec3f(1.0), mix(vec3f(MASK_DARK), vec3f(1.0), lit) * MASK_GAIN, params.mask);
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let dry = textureLoad(source, vec2i(in.position.xy), 0).rgb;
  let glass = curved(in.uv);
  let uv = rolled(glass);
  let place = uv.y * params.lines - 0.5;
  let row = floor(place);
  let off = place - row;
  // Soft beams of the rows above and below; bright ones are wider.
  let upper = beam(uv.x, row);
  let lower = beam(uv.x, row + 1.0);
  let sharp = mix(1.0, 5.0, params.scan);
  let weights = vec2f(exp(-sharp * off * off), exp(-sharp * (1.0 - off) * (1.0 - off)));
  let even = weights.x + weights.y;
  let lined = (upper * weights.x + lower * weights.y) * mix(1.0 / even, LINE_GAIN, params.scan);
  let rim = smoothstep(vec2f(0.0), vec2f(0.012), min(glass, 1.0 - glass));
  let corner = 1.0 - 0.35 * params.curve * dot(glass - 0.5, glass - 0.5) * 2.0;
  return wetDry(dry, lined * mask(in.position.xy) * rim.x * rim.y * corner, params.mix);
}
