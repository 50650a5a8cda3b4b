// The camera is punched: on a kick the picture jumps towards the viewer, shakes, and streaks
// outwards, and comes back.
// A full-screen pass: fragment (x, y) of the target. Reads the source up to nine times.

// @import frame
// @import params
// @import fullscreen
// @import plane
// @import noise
// @import wet-dry

@group(1) @binding(0) var source: texture_2d<f32>;
@group(1) @binding(1) var linearMirror: sampler;

const STREAK_SAMPLES = 8;
const SHAKE_HERTZ = 13.0;
const SHAKE_REACH = 0.06;

// How hard the picture is hit now: by the kick, and on every beat where there is none.
fn hit() -> f32 {
  let onBeat = exp(-6.0 * frame.beatPhase);
  return mix(frame.lowOnset, onBeat, params.beat);
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let dry = textureLoad(source, vec2i(in.position.xy), 0).rgb;
  let force = hit();
  let shaken = vec2f(
    gradientNoise(vec3f(frame.time * SHAKE_HERTZ, 0.0, 1.0)),
    gradientNoise(vec3f(0.0, frame.time * SHAKE_HERTZ, 5.0)),
  ) * SHAKE_REACH * params.shake * force;
  let scale = 1.0 / (1.0 + params.zoom * force);
  let p = toPlane(in.uv) * scale + shaken;
  let streak = params.streak * force * 0.35;
  if (streak < 0.001) {
    return wetDry(dry, textureSampleLevel(source, linearMirror, fromPlane(p), 0.0).rgb, params.mix);
  }
  // A little noise in place of more samples.
  let start = hash3(vec3i(vec2i(in.position.xy), 1)).x;
  var sum = vec3f(0.0);
  for (var i = 0; i < STREAK_SAMPLES; i++) {
    let inward = 1.0 - streak * (f32(i) + start) / f32(STREAK_SAMPLES);
    sum += textureSampleLevel(source, linearMirror, fromPlane(p * inward), 0.0).rgb;
  }
  return wetDry(dry, sum / f32(STREAK_SAMPLES), params.mix);
}
