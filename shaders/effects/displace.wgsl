// The picture as if seen through moving water, and bent by its own light and dark.
// A full-screen pass: fragment (x, y) of the target. Reads the source twice, and four
// times the relief where there is glass.
// Source: domain warping, I. Quilez (2002), with sines in place of noise.

// @import frame
// @import params
// @import fullscreen
// @import plane
// @import tone
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var relief: texture_2d<f32>; // the source, small and soft
@group(1) @binding(2) var linearMirror: sampler;

const LAYERS = 4;
// Distance over which the slope of the picture's tones is taken, of its height.
const SLOPE_REACH = 0.03;
const KICK_GAIN = 2.0;

// Flow of the water at a place: sines warped by sines. Comes back to itself after a turn.
fn waterAt(p: vec2f) -> vec2f {
  let turn = TAU * params.flowing;
  var q = p * TAU / params.scale;
  var sum = vec2f(0.0);
  var weight = 0.5;
  for (var i = 0; i < LAYERS; i++) {
    let phase = f32(i) * 1.7;
    let wave = vec2f(sin(q.y + turn + phase), cos(q.x - turn + 2.0 * phase));
    sum += wave * weight;
    q = turned(q, 0.9) * 1.6 + wave * 1.3;
    weight *= 0.55;
  }
  return sum;
}

fn toneAt(uv: vec2f) -> f32 {
  return quickTonesOf(vec3f(luminance(textureSampleLevel(relief, linearMirror, uv, 0.0).rgb))).x;
}

fn slopeAt(uv: vec2f) -> vec2f {
  let reach = vec2f(SLOPE_REACH / aspect(), SLOPE_REACH);
  return vec2f(
    toneAt(uv + vec2f(reach.x, 0.0)) - toneAt(uv - vec2f(reach.x, 0.0)),
    toneAt(uv + vec2f(0.0, reach.y)) - toneAt(uv - vec2f(0.0, reach.y)),
  );
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let dry = textureLoad(source, vec2i(in.position.xy), 0).rgb;
  let p = toPlane(in.uv);
  let swell = params.amount * (1.0 + KICK_GAIN * params.kick * frame.lowOnset);
  var way = waterAt(p) * 0.5;
  if (params.glass > 0.0) { way = mix(way, slopeAt(in.uv) * 1.6, params.glass); }
  let wet = textureSampleLevel(source, linearMirror, fromPlane(p + way * swell), 0.0).rgb;
  return wetDry(dry, wet, params.mix);
}
