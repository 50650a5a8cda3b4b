// One turn of the loop: takes the picture before along its currents, sharpens it, lets it fade and
// drift in hue, and draws the camera's outline, the sound's ring and the kick's waves into it.
// A full-screen pass: fragment (x, y) of the next state.
// Bindings: before and the target rgb linear light, a freshness of the ink 0..1; currents as
// stir.wgsl makes them; inputs of the instrument; balance as measure.wgsl makes it.
// @import frame
// @import params
// @import fullscreen
// @import colour
// @import cover

struct Turn {
  dt: f32,          // seconds
  drop: f32,        // 0..1
  centre: vec2f,    // of zoom and turn, in picture heights from the middle
  zoom: f32,        // growth a second, as a logarithm
  turn: f32,        // radians a second
  drift: vec2f,     // picture heights a second
  phase: f32,       // place in the palette that the ink is taken from
  loudness: f32,    // 0..1, slow
  ring: f32,        // radius of the sound's ring
  folds: f32,       // mirrors of the drop
  waves: array<vec4f, 2>, // age (seconds) and force of two kicks each
  running: f32,     // 0 in the first turn, which has no state before it
}

@group(1) @binding(0) var before: texture_2d<f32>;
@group(1) @binding(1) var currents: texture_2d<f32>;
@group(1) @binding(2) var flow: texture_2d<f32>;
@group(1) @binding(3) var motion: texture_2d<f32>;
@group(1) @binding(4) var luma: texture_2d<f32>;
@group(1) @binding(5) var waveform: texture_2d<f32>; // @unfilterable
@group(1) @binding(6) var linearMirror: sampler;
@group(1) @binding(7) var linearClamp: sampler;
@group(1) @binding(8) var<uniform> now: Turn;
@group(1) @binding(9) var<storage, read> balance: array<f32>;
@group(1) @binding(10) var palette: texture_2d<f32>;

const TAU = 6.28318530718;
// Radius of the sharpening, in picture heights.
const REACH = 0.0055;
const BRIGHTEST = 6.0;

fn body(t: f32) -> vec3f {
  return textureSampleLevel(palette, linearClamp, vec2f(t, 0.25), 0.0).rgb;
}

fn accent(t: f32) -> vec3f {
  return textureSampleLevel(palette, linearClamp, vec2f(t, 0.75), 0.0).rgb;
}

// Catmull-Rom filter in five bilinear taps, so that hundreds of turns leave detail sharp.
// Source: J. Jimenez, "Filmic SMAA" (SIGGRAPH 2016), bicubic without its corners.
fn sampleSharp(uv: vec2f) -> vec4f {
  let size = vec2f(textureDimensions(before));
  let at = uv * size;
  let centre = floor(at - 0.5) + 0.5;
  let f = at - centre;
  let w0 = f * (-0.5 + f * (1.0 - 0.5 * f));
  let w1 = 1.0 + f * f * (-2.5 + 1.5 * f);
  let w2 = f * (0.5 + f * (2.0 - 1.5 * f));
  let w3 = f * f * (-0.5 + 0.5 * f);
  let w12 = w1 + w2;
  let mid = (centre + w2 / w12) / size;
  let low = (centre - 1.0) / size;
  let high = (centre + 2.0) / size;
  var sum = textureSampleLevel(before, linearMirror, mid, 0.0) * (w12.x * w12.y);
  sum += textureSampleLevel(before, linearMirror, vec2f(low.x, mid.y), 0.0) * (w0.x * w12.y);
  sum += textureSampleLevel(before, linearMirror, vec2f(high.x, mid.y), 0.0) * (w3.x * w12.y);
  sum += textureSampleLevel(before, linearMirror, vec2f(mid.x, low.y), 0.0) * (w12.x * w0.y);
  sum += textureSampleLevel(before, linearMirror, vec2f(mid.x, high.y), 0.0) * (w12.x * w3.y);
  let weight = w12.x * w12.y + (w0.x + w3.x) * w12.y + w12.x * (w0.y + w3.y);
  return max(sum / weight, vec4f(0.0));
}

fn rotate(p: vec2f, angle: f32) -> vec2f {
  let c = cos(angle);
  let s = sin(angle);
  return vec2f(c * p.x - s * p.y, s * p.x + c * p.y);
}

// How strongly the front of a wave passes here: y is signed, for a bulge that moves outwards.
fn waveAt(r: f32, age: f32, force: f32) -> f32 {
  let front = 0.06 + 0.62 * age;
  let d = (r - front) / (0.035 + 0.05 * age);
  return force * exp(-d * d - 1.7 * age);
}

fn wavesAt(r: f32) -> f32 {
  return waveAt(r, now.waves[0].x, now.waves[0].y) + waveAt(r, now.waves[0].z, now.waves[0].w)
    + waveAt(r, now.waves[1].x, now.waves[1].y) + waveAt(r, now.waves[1].z, now.waves[1].w);
}

// Where the light of this place was before: against the currents, the zoom and the turn.
fn origin(p: vec2f, uv: vec2f, wave: f32, aspect: vec2f) -> vec2f {
  let stirred = textureSampleLevel(currents, linearClamp, uv, 0.0).xy;
  let at = coverUv(uv, vec2f(textureDimensions(flow)), params.size);
  let moved = textureSampleLevel(flow, linearClamp, at, 0.0);
  let out = p - now.centre;
  let push = out / max(length(out), 0.02);
  var q = now.centre + rotate(out, -now.turn * now.dt) * exp(-now.zoom * now.dt);
  q -= now.drift * now.dt;
  q -= stirred * (params.flow * (1.1 + 1.6 * frame.mid) * now.dt);
  q -= moved.xy * aspect * (0.8 * moved.z * params.ink);
  q -= push * (0.75 * params.pulse * wave * now.dt);
  return q;
}

// Lightness of the surroundings: four taps on a ring that is turned by half a step each frame, so
// that the growth prefers no direction.
fn lightnessAround(uv: vec2f, aspect: vec2f, width: f32) -> f32 {
  let reach = max(REACH * width, 1.4 / f32(textureDimensions(before).y));
  let angle = 0.7853981634 * frame.index;
  let x = vec2f(cos(angle), sin(angle)) * reach / aspect;
  let y = vec2f(-sin(angle), cos(angle)) * reach / aspect;
  var sum = textureSampleLevel(before, linearMirror, uv + x, 0.0).rgb;
  sum += textureSampleLevel(before, linearMirror, uv - x, 0.0).rgb;
  sum += textureSampleLevel(before, linearMirror, uv + y, 0.0).rgb;
  sum += textureSampleLevel(before, linearMirror, uv - y, 0.0).rgb;
  return pow(luminance(sum * 0.25), 1.0 / 3.0);
}

// Mirrors a place into one of `folds` wedges around the middle.
fn folded(p: vec2f) -> vec2f {
  let wedge = TAU / now.folds;
  let angle = atan2(p.y, p.x) + 0.1 * frame.time;
  let place = abs(fract(angle / wedge) - 0.5) * wedge;
  return rotate(vec2f(cos(place), sin(place)) * length(p), 0.07 * frame.time);
}

struct Ink {
  colour: vec3f,
  amount: f32,
}

// The camera's outline and lights, as ink.
fn cameraInk(uv: vec2f, slow: f32) -> Ink {
  let at = coverUv(uv, vec2f(textureDimensions(motion)), params.size);
  let moving = textureSampleLevel(motion, linearClamp, at, 0.0);
  let light = textureSampleLevel(luma, linearClamp, at, 0.0).r;
  let outline = moving.g * (0.16 + 0.5 * moving.r + 0.25 * frame.onset * params.pulse);
  let shine = smoothstep(0.55, 0.95, light) * 0.14;
  let bulk = moving.r * moving.r * 0.12;
  let place = 0.5 + 0.28 * sin(TAU * (now.phase + 0.22 * slow + 0.3 * light)) + 0.2 * moving.r;
  let bright = 0.75 + 0.5 * light + 0.5 * frame.onset * params.pulse;
  let answer = smoothstep(0.55, 1.0, moving.r) * smoothstep(0.3, 0.9, moving.g);
  let colour = mix(body(place), accent(0.7), 0.7 * answer);
  return Ink(colour * bright, params.ink * (outline + shine + bulk) * (0.55 + 0.6 * now.loudness));
}

// A ring that the sound bends; in silence a calm circle.
fn soundRing(p: vec2f) -> f32 {
  let turned = rotate(p - now.centre * 0.5, 0.11 * frame.time);
  let angle = abs(atan2(turned.y, turned.x)) / TAU * 2.0;
  let place = angle * 255.0;
  let left = i32(place);
  let a = textureLoad(waveform, vec2i(left, 0), 0).r;
  let b = textureLoad(waveform, vec2i(min(left + 1, 255), 0), 0).r;
  let wave = mix(a, b, fract(place)) * (0.05 + 0.22 * params.pulse);
  let d = abs(length(turned) - now.ring - wave * now.ring);
  return smoothstep(0.008, 0.0015, d);
}

// Lightness after sharpening, growth of what is bright, and fading; held by the balance.
// `vein` says how strongly this place grows lines of its own; `smoke` is what all fades into.
fn grow(lightness: f32, around: f32, fresh: f32, vein: f32, smoke: f32) -> f32 {
  let dt = now.dt;
  let gain = balance[2];
  let crowded = max(-gain, 0.0);
  let top = 0.6 + 0.25 * fresh;
  let threshold = 0.32 + 0.16 * crowded - 0.1 * max(gain, 0.0);
  let growth = vein * (1.0 - 0.15 * crowded);
  let contrast = (lightness - around) * growth * (13.0 + 8.0 * frame.onset * params.pulse) * dt;
  let room = clamp((top + 0.12 - lightness) / top, 0.0, 1.0);
  var l = lightness + select(contrast, contrast * room, contrast > 0.0);
  l += 5.0 * growth * dt * l * (l - threshold) * (top - l) - 0.3 * crowded * dt;
  let kept = exp(-dt * (1.0 - 0.7 * max(gain, 0.0) + 3.0 * crowded) / params.trail);
  // What has no lines in it is worn away: no flat discs, and depth between the veins.
  let flat = 1.0 - smoothstep(0.0, 0.03, abs(lightness - around));
  return clamp(mix(smoke, l, kept * exp(-0.8 * flat * params.sharp * dt)), 0.0, 1.2);
}

// Turns the hue, then draws it back towards the palette, so that it wanders but stays composed.
// `answer` is the share of the palette's second ramp here.
fn age(lab: vec3f, lightness: f32, fresh: f32, answer: f32) -> vec3f {
  let turned = rotate(lab.yz, params.hue * TAU / 360.0 * now.dt * (1.0 - 0.6 * fresh));
  let place = 0.14 + 0.58 * lightness + 0.1 * sin(TAU * now.phase) + 0.2 * fresh * lightness;
  let wanted = linearToOklab(mix(body(place), accent(place), answer));
  let pulled = mix(turned, wanted.yz * 1.15, 1.0 - exp(-0.7 * now.dt));
  let chroma = length(pulled);
  let limit = 0.26 * smoothstep(0.0, 0.3, lightness);
  return vec3f(lightness, pulled * min(1.0, limit / max(chroma, 1e-4)));
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let aspect = vec2f(params.size.x / params.size.y, 1.0);
  let p = (in.uv - 0.5) * aspect;
  let wave = wavesAt(length(p - now.centre));
  let q = origin(p, in.uv, wave, aspect);
  let at = q / aspect + 0.5;
  var old = sampleSharp(at);
  if (now.drop > 0.01) {
    let mirrored = textureSampleLevel(before, linearMirror, folded(q) / aspect + 0.5, 0.0);
    old = mix(old, mirrored, 1.0 - exp(-7.0 * now.drop * params.pulse * now.dt));
  }
  let noise = textureSampleLevel(currents, linearClamp, in.uv, 0.0).zw;
  let around = lightnessAround(at, aspect, 1.0 + 0.9 * noise.x);
  let border = min(min(in.uv.x, 1.0 - in.uv.x) * aspect.x, min(in.uv.y, 1.0 - in.uv.y));
  let inside = smoothstep(-0.01, 0.06, border);

  let vein = params.sharp * inside * (0.35 + 0.65 * smoothstep(-0.35, 0.25, noise.x));

  let lab = linearToOklab(old.rgb);
  let grey = around + (lab.x - pow(luminance(old.rgb), 1.0 / 3.0));
  let smoke = 0.09 + 0.2 * smoothstep(-0.25, 0.45, noise.x + 0.35 * noise.y);
  let lightness = mix(smoke, grow(lab.x, grey, old.a, vein, smoke), now.running);
  let answer = smoothstep(0.1, 0.45, noise.x + 0.35 * noise.y);
  var colour = max(oklabToLinear(age(lab, lightness, old.a, answer)), vec3f(0.0));
  var fresh = old.a * exp(-now.dt * 1.1);

  let ink = cameraInk(in.uv, noise.x);
  let need = 1.0 + 1.2 * max(balance[2], 0.0);
  let share = 1.0 - exp(-now.dt * 22.0 * ink.amount * need);
  colour = mix(colour, ink.colour, share);
  let ring = soundRing(p) * (0.1 + 0.5 * now.loudness + 0.5 * params.pulse * frame.lowOnset);
  let crest = pow(clamp(wave, 0.0, 1.0), 4.0) * 0.5 * params.pulse * (0.6 + 0.4 * noise.y);
  let spark = body(0.62 + 0.2 * noise.x);
  let sound = 1.0 - exp(-now.dt * (9.0 * ring + 5.0 * crest));
  colour = mix(colour, mix(spark, accent(0.65), crest) * 1.25, sound);
  fresh = max(fresh, max(share, sound));
  return vec4f(clamp(colour, vec3f(0.0), vec3f(BRIGHTEST)), clamp(fresh, 0.0, 1.0));
}
