// The picture: a deep room, the glow of the swarm in it, and the swarm itself.
// A fragment computes one pixel of the target; one full-screen triangle.
// Bindings: score; trail (light of the swarm on its canvas); halo (the same, blurred); palette.
// @import frame
// @import params
// @import fullscreen
// @import colour
// @import noise
// @import swarm-score
@group(1) @binding(1) var trail: texture_2d<f32>;
@group(1) @binding(2) var halo: texture_2d<f32>;
@group(1) @binding(3) var palette: texture_2d<f32>;
@group(1) @binding(4) var linearClamp: sampler;

// Light from which the swarm begins to saturate, and its brightest.
const SHOULDER = 0.55;
const BRIGHTEST = 3.0;

fn colourAt(along: f32) -> vec3f {
  let ramp = textureSampleLevel(palette, linearClamp, vec2f(along, 0.25), 0.0).rgb;
  let answer = textureSampleLevel(palette, linearClamp, vec2f(along, 0.75), 0.0).rgb;
  return mix(ramp, answer, score.accent);
}

fn room(place: vec2f) -> vec3f {
  let glow = exp(-1.9 * dot(place, place));
  let drift = 0.5 + 0.5 * sin(frame.time * 0.09 + place.x * 1.7);
  let depth = 0.03 + 0.1 * glow + 0.04 * drift * glow + 0.03 * score.pulse * glow;
  let corners = 1.0 - 0.3 * dot(place, place);
  return colourAt(depth) * (0.35 + 0.45 * glow + 0.25 * score.energy * glow) * corners;
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let place = placeOf(in.uv);
  let swarm = textureSampleLevel(trail, linearClamp, in.uv, 0.0).rgb * score.exposure;
  let glow = textureSampleLevel(halo, linearClamp, in.uv, 0.0).rgb * score.exposure;
  let light = swarm + 0.22 * glow;
  // A soft shoulder on the brightness alone keeps the colour; the brightest turn to the palette's
  // lightest colour.
  let bright = max(luminance(light), 1e-5);
  let shown = bright / (1.0 + bright * SHOULDER);
  let hot = smoothstep(0.9, 3.0, bright);
  let colour = mix(light / bright, colourAt(0.97) / luminance(colourAt(0.97)), 0.55 * hot);
  let result = room(place) + min(colour * shown, vec3f(BRIGHTEST));
  return vec4f(result, 1.0);
}
