// The soft part of the sky: air, streaks of cloud, and the picture as an aurora.
// A full-screen pass of a picture that is smaller than the canvas; alpha is how open the sky is.
// Bindings: luma and motion of the instrument.
// @import frame
// @import params
// @import fullscreen
// @import noise
// @import world
// @import paint
@group(1) @binding(0) var luma: texture_2d<f32>;
@group(1) @binding(1) var motion: texture_2d<f32>;
@group(1) @binding(2) var linearClamp: sampler;
@group(1) @binding(3) var<uniform> world: World;

const CURTAIN_TAPS = 7;
// Width of the picture in the sky, as a share of the view at rest.
const PICTURE_WIDE = 0.86;

// The picture as light in the sky: rays rise from everything bright, edges burn.
fn aurora(direction: vec3f) -> vec3f {
  let side = direction.x / max(-direction.z, 0.2);
  // The picture stands on the horizon and fills the sky that is seen, wherever the eye turns.
  let top = max(normalize(world.forward + world.up).y, 0.15);
  let place = vec2f(0.5 + 0.5 * side / (PICTURE_WIDE * length(world.right)), 1.0 - direction.y / top);
  let framed = smoothstep(0.0, 0.12, place.x) * smoothstep(1.0, 0.88, place.x)
    * smoothstep(-0.06, 0.1, place.y) * smoothstep(1.02, 0.92, place.y);
  if (framed <= 0.0) {
    return vec3f(0.0);
  }
  let fold = gradientNoise(vec3f(side * 2.2, direction.y * 0.8, frame.time * 0.12));
  let fine = gradientNoise(vec3f(side * 17.0 + fold * 4.0, direction.y * 0.9, frame.time * 0.5));
  let at = place + vec2f(0.02 * fold + 0.004 * fine, 0.015 * fold);
  var rays = 0.0;
  var weight = 1.0;
  for (var i = 0; i < CURTAIN_TAPS; i++) {
    let below = at + vec2f(0.0, f32(i) * 0.035);
    rays += weight * textureSampleLevel(luma, linearClamp, below, 0.0).r;
    weight *= 0.74;
  }
  let seen = textureSampleLevel(motion, linearClamp, at, 0.0);
  let light = textureSampleLevel(luma, linearClamp, at, 0.0).r;
  let curtain = max(rays * 0.27 - 0.08, 0.0) * (0.7 + 0.45 * fine);
  let colour = mix(answer(0.45), answer(0.8), clamp(light * 1.2, 0.0, 1.0));
  let high = mix(colour, body(0.55), smoothstep(0.25, 0.95, direction.y / top));
  let edge = seen.g * (0.08 + 0.4 * seen.r) * (0.6 + 0.8 * frame.mid);
  return framed * (high * curtain * (0.75 + 0.6 * world.loudness) + answer(0.85) * edge);
}

// Long streaks of cloud, thicker where the weather is rough.
fn clouds(direction: vec3f) -> f32 {
  let plane = direction.xz / (direction.y + 0.12);
  let drift = vec2f(world.wind * 0.06, world.wind * 0.02);
  let big = gradientNoise(vec3f(plane * vec2f(0.35, 0.9) + drift, 3.0 + frame.time * 0.02));
  let small = gradientNoise(vec3f(plane * vec2f(1.1, 3.1) + drift * 2.0, frame.time * 0.04));
  let cover = smoothstep(0.1 - 0.25 * params.weather, 0.75, big + 0.4 * small);
  return cover * smoothstep(0.015, 0.14, direction.y);
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let seen = rayAt(in.uv, world);
  let direction = normalize(vec3f(seen.x, max(seen.y, 0.0), seen.z));
  var colour = airTowards(direction, world);
  var cover = 0.0;
  if (seen.y > -0.06) {
    cover = clouds(direction);
    let towards = max(dot(direction, world.sun), 0.0);
    let near = towards * towards * towards * towards;
    let cloudLight = body(0.4) * 0.22 + body(0.82) * (0.15 + 0.75 * near * near);
    colour = mix(colour, cloudLight, cover * 0.5);
    colour += aurora(direction) * params.aurora * 2.0;
  }
  return vec4f(min(colour, vec3f(4.0)), 1.0 - cover);
}
