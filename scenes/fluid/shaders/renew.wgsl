// Ink carried along sharply (the second half of MacCormack's method), then fading, then fed by the
// picture and by the sound.
// A thread computes one texel of ink; 8 x 8 threads a workgroup.
// Bindings: grid; centre; ink (before this step); carried (what carry.wgsl made of it);
// emission (ink of the strokes and bands, a second); force (w wanted divergence); picture, luma,
// motion of the camera; palette; result like ink.
// Source: as carry.wgsl; the limiter holds the result within the four texels it came from.
// @import params
// @import colour
// @import fluid-grid
// @import fluid-ink
@group(1) @binding(1) var centre: texture_2d<f32>;
@group(1) @binding(2) var ink: texture_2d<f32>;
@group(1) @binding(3) var carried: texture_2d<f32>;
@group(1) @binding(4) var emission: texture_2d<f32>;
@group(1) @binding(5) var picture: texture_2d<f32>;
@group(1) @binding(6) var luma: texture_2d<f32>;
@group(1) @binding(7) var motion: texture_2d<f32>;
@group(1) @binding(8) var palette: texture_2d<f32>;
@group(1) @binding(9) var linearClamp: sampler;
@group(1) @binding(10) var force: texture_2d<f32>;
@group(1) @binding(11) var result: texture_storage_2d<rgba16float, write>;

// Densest ink; beyond it nothing more is seen.
const DENSEST = 6.0;
// Seconds until ink has ceased to glow by itself.
const GLOWING = 0.45;
// Ink that the picture gives off even at 0, so that there is always something to look at.
const LEAST_PICTURE = 0.12;

fn flowAt(uv: vec2f) -> vec2f {
  return textureSampleLevel(centre, linearClamp, uv, 0.0).xy;
}

fn carriedSharply(id: vec2u, uv: vec2f, size: vec2f) -> vec4f {
  let scale = grid.step / (grid.cell * grid.cells);
  let here = flowAt(uv);
  let origin = uv - scale * flowAt(uv - 0.5 * scale * here);
  let ahead = uv + scale * flowAt(uv + 0.5 * scale * here);
  let forward = textureLoad(carried, id, 0);
  let back = textureSampleLevel(carried, linearClamp, ahead, 0.0);
  let sharp = forward + 0.5 * (textureLoad(ink, id, 0) - back);
  let corner = vec2i(floor(origin * size - 0.5));
  let last = vec2i(size) - 1;
  let a = textureLoad(ink, clamp(corner, vec2i(0), last), 0);
  let b = textureLoad(ink, clamp(corner + vec2i(1, 0), vec2i(0), last), 0);
  let c = textureLoad(ink, clamp(corner + vec2i(0, 1), vec2i(0), last), 0);
  let d = textureLoad(ink, clamp(corner + vec2i(1, 1), vec2i(0), last), 0);
  return clamp(sharp, min(min(a, b), min(c, d)), max(max(a, b), max(c, d)));
}

fn paletteAt(along: f32, row: f32) -> vec3f {
  return textureSampleLevel(palette, linearClamp, vec2f(along, row), 0.0).rgb;
}

// How far a colour lies from grey towards the palette's answer, and away from its ramp: 0..1.
fn accentOf(light: vec3f) -> f32 {
  let bright = max(luminance(light), 0.02);
  let hue = light / bright - 1.0;
  let answer = paletteAt(0.5, 0.75);
  let ramp = paletteAt(0.5, 0.25);
  let axis = answer / max(luminance(answer), 0.02) - ramp / max(luminance(ramp), 0.02);
  return smoothstep(0.5, 1.6, dot(hue, normalize(axis + vec3f(1e-4))));
}

// How fast the picture's ink seeps in here, a second: from edges, lights and what moves.
fn seepRate(uv: vec2f, bright: f32) -> f32 {
  let moving = textureSampleLevel(motion, linearClamp, uv, 0.0);
  let body = smoothstep(0.15, 0.6, bright);
  let amount = mix(LEAST_PICTURE, 1.0, params.picture);
  return amount * (5.0 * moving.g * (0.3 + body) + 1.2 * body + 9.0 * moving.a * (0.3 + body));
}

fn pictureInk(light: vec3f, bright: f32) -> vec4f {
  return inkOf(0.35 + 0.65 * bright, 0.2 + 0.8 * bright, accentOf(light), 0.15 + 0.4 * bright);
}

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let texels = textureDimensions(result);
  if (any(id.xy >= texels)) { return; }
  let size = vec2f(texels);
  let uv = (vec2f(id.xy) + 0.5) / size;
  var now = carriedSharply(id.xy, uv, size) * exp(-grid.step / params.lifetime);
  now.b *= exp(-grid.step / GLOWING);
  // Where water wells up it is clear: it makes room between the ink.
  let swell = textureSampleLevel(force, linearClamp, uv, 0.0).w;
  now *= exp(-grid.step * max(0.0, swell));
  // Thick ink sinks faster, so that strokes do not pile up into flat white.
  now *= exp(-grid.step * 0.9 * max(0.0, now.a - 0.5));

  let at = uv * grid.cells;
  let seen = pictureUv(placeOfCell(at));
  if (all(seen > vec2f(0.0)) && all(seen < vec2f(1.0))) {
    let light = textureSampleLevel(picture, linearClamp, seen, 0.0).rgb;
    let bright = textureSampleLevel(luma, linearClamp, seen, 0.0).r;
    let wanted = pictureInk(light, bright);
    // Ink that is there already takes on the picture's kind and is never thinned.
    let share = 1.0 - exp(-grid.step * seepRate(seen, bright));
    now = mix(now, wanted * max(1.0, now.a / wanted.a), share);
  }
  let drops = textureSampleLevel(emission, linearClamp, uv, 0.0) * grid.step;
  now += drops / (1.0 + 0.5 * now.a);
  now *= 1.0 - (1.0 - exp(-6.0 * grid.step)) * spongeAt(at);
  textureStore(result, id.xy, now * min(1.0, DENSEST / max(now.a, 1e-4)));
}
