// Three sheets of torn paper over each other: a printed ground, the painted picture, and on top a
// light sheet drawn in ink.
// A full-screen pass. Bindings: painted, the picture in its style; picture; field (r, height);
// palette, row 0 dark to light, row 1 accent; hand.
// @import frame
// @import params
// @import fullscreen
// @import colour
// @import noise

struct Hand { first: f32, kick: f32, unused: vec2f }

@group(1) @binding(0) var painted: texture_2d<f32>;
@group(1) @binding(1) var picture: texture_2d<f32>;
@group(1) @binding(2) var field: texture_2d<f32>;
@group(1) @binding(3) var palette: texture_2d<f32>;
@group(1) @binding(4) var linearClamp: sampler;
@group(1) @binding(5) var<uniform> hand: Hand;

// Dots of the screen and lines of the hatching along the height.
const DOTS = 84.0;
const LINES = 120.0;
// Width of the white edge of torn paper in heights of the field.
const FIBRE = 0.05;
const SHADOW = vec2f(0.010, 0.016);

fn at(source: texture_2d<f32>, uv: vec2f) -> vec3f {
  return textureSampleLevel(source, linearClamp, uv, 0.0).rgb;
}

fn ramp(share: f32) -> vec3f { return at(palette, vec2f(clamp(share, 0.01, 0.99), 0.25)); }
fn accent(share: f32) -> vec3f { return at(palette, vec2f(clamp(share, 0.01, 0.99), 0.75)); }

fn tone(colour: vec3f) -> f32 {
  return linearToSrgb(vec3f(clamp(luminance(colour), 0.0, 1.0))).r;
}

// Height of the field at a place, ragged as paper tears.
fn heightAt(uv: vec2f, ragged: f32) -> f32 {
  return textureSampleLevel(field, linearClamp, uv, 0.0).r + ragged;
}

// Share of a sheet at a height over where it begins, and its torn edge.
fn sheet(over: f32, soft: f32) -> vec2f {
  let edge = FIBRE * params.tear;
  let cover = smoothstep(-soft, soft, over);
  return vec2f(cover, cover * (1.0 - smoothstep(edge * 0.6, edge + soft, over)));
}

@fragment
fn fragmentMain(in: FullScreen) -> @location(0) vec4f {
  let shape = vec2f(params.size.x / params.size.y, 1.0);
  let uv = in.uv;
  let place = uv * shape;
  let soft = 0.012;
  let slow = floor(frame.time * 2.0) * 0.37; // the edges are torn anew twice a second
  let rough = params.tear * (0.07 * fractalNoise(vec3f(place * 6.0, 3.0 + 0.02 * slow), 3)
    + 0.022 * gradientNoise(vec3f(place * 46.0, slow)));
  let shove = params.pulse * (0.10 * hand.kick + 0.05 * (frame.rms - 0.2));
  let low = min(params.low, params.high) * 0.98 + 0.01 - shove;
  let high = max(params.low, params.high) * 0.98 + 0.01 - 0.5 * shove;
  let height = heightAt(uv, rough);
  let thrown = heightAt(uv - SHADOW / shape * (0.4 + 1.6 * params.depth) * (1.0 + params.pulse * hand.kick), rough);
  let fibre = 0.85 + 0.3 * hash3(vec3i(vec2i(uv * params.size), 9)).x;
  let seen = at(picture, uv);
  let light = tone(seen);

  // The ground: two inks, the darker one screened at an angle.
  let turned = mat2x2f(0.82, 0.57, -0.57, 0.82) * place * DOTS;
  let ring = length(fract(turned) - 0.5);
  let dots = smoothstep(-0.08, 0.08, 0.44 * (1.0 - light) + 0.04 - ring);
  let fold = 0.5 + 0.5 * sin(place.x * 3.1 + 1.3 * sin(place.y * 2.3 + 0.05 * frame.time));
  let plain = ramp(0.22 + 0.10 * fold + 0.5 * light) * (0.85 + 0.3 * fold) + 0.01;
  var colour = mix(plain, mix(plain, ramp(0.05), dots), params.ink);

  // The painted sheet lies over it.
  let middle = sheet(height - low, soft);
  let underMiddle = smoothstep(-0.02, 0.10, thrown - low);
  colour *= 1.0 - 0.55 * params.depth * underMiddle * (1.0 - middle.x);
  let leaf = at(painted, clamp(uv - 0.006 * params.depth / shape, vec2f(0.0), vec2f(1.0)));
  colour = mix(colour, leaf * 1.06 + 0.004, middle.x);
  colour = mix(colour, vec3f(0.86, 0.83, 0.78) * fibre, 0.8 * middle.y);

  // The light sheet on top, hatched where the picture is dark, its paint pale.
  let top = sheet(height - high, soft);
  let underTop = smoothstep(-0.02, 0.10, thrown - high);
  colour *= 1.0 - 0.5 * params.depth * underTop * (1.0 - top.x) * middle.x;
  let wave = place.y + 0.35 * place.x + 0.004 * gradientNoise(vec3f(place * 9.0, slow));
  let lines = abs(fract(wave * LINES) - 0.5) * 2.0;
  let hatch = smoothstep(0.25, -0.1, lines - 1.35 * (0.92 - light)) * params.ink;
  let paper = mix(ramp(0.92), accent(0.5 + 0.4 * light), 0.25) * (0.55 + 0.5 * light);
  let drawn = mix(mix(paper, leaf, 0.35), ramp(0.06), 0.75 * hatch);
  colour = mix(colour, drawn, top.x);
  colour = mix(colour, vec3f(0.95, 0.92, 0.87) * fibre, 0.85 * top.y);

  let grain = 0.96 + 0.08 * fibre * gradientNoise(vec3f(place * 210.0, 1.0));
  let vignette = 1.0 - 0.3 * smoothstep(0.5, 1.25, length((uv - 0.5) * shape));
  return vec4f(clamp(colour * grain * vignette, vec3f(0.0), vec3f(16.0)), 1.0);
}
