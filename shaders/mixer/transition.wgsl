// Transitions between two decks, numbered as in engine/mixer/transitions.ts. Each maps the global
// crossfade x to a place; at x = 0 it is exactly deck A, at x = 1 exactly deck B.

// @import noise

// Where a pixel takes each deck from, how far it has gone from A to B, and how bright it is.
struct Place {
  uvA: vec2f,
  uvB: vec2f,
  crossfade: f32,
  gain: f32,
}

const TAU = 6.283185307179586;
const WIPE_SOFTNESS = 0.08;
const LUMA_SOFTNESS = 0.25;
const BLIND_COUNT = 10.0;
const BLIND_SOFTNESS = 0.15;
const BLOCK_ROWS = 9.0;
// How far a block is torn aside at the height of the transition, of the picture's width.
const BLOCK_TEAR = 0.25;
const ZOOM_DEPTH = 0.7;

// Local crossfade of a front that passes the place `field` (0 first, 1 last) as x goes to 1.
fn front(field: f32, x: f32, softness: f32) -> f32 {
  let distance = x * (1.0 + softness) - clamp(field, 0.0, 1.0);
  return smoothstep(0.0, 1.0, distance / softness);
}

fn iris(uv: vec2f) -> f32 {
  let aspect = vec2f(params.size.x / params.size.y, 1.0);
  return length((uv - 0.5) * aspect) / length(0.5 * aspect);
}

// Clockwise from twelve o'clock.
fn clockHand(uv: vec2f) -> f32 {
  let p = (uv - 0.5) * vec2f(params.size.x / params.size.y, 1.0);
  return fract(atan2(p.x, -p.y) / TAU + 1.0);
}

// Brightest pixels of deck A first, by their encoded luminance.
fn lumaOrder(uv: vec2f) -> f32 {
  let light = textureSampleLevel(a, linearMirror, uv, 0.0).rgb * params.levelA;
  return 1.0 - clamp(linearToSrgb(vec3f(luminance(light))).x, 0.0, 1.0);
}

// Square blocks of two sizes go over one by one, torn aside as they do.
fn blocks(uv: vec2f, x: f32) -> Place {
  let grid = vec2f(BLOCK_ROWS * params.size.x / params.size.y, BLOCK_ROWS);
  let coarse = hash3(vec3i(vec2i(floor(uv * grid * 0.5)), 11));
  let fine = hash3(vec3i(vec2i(floor(uv * grid * select(1.0, 3.0, coarse.y > 0.7))), 23));
  let order = mix(coarse.x, fine.x, 0.4);
  let live = 4.0 * x * (1.0 - x);
  let tear = vec2f((fine.y - 0.5) * BLOCK_TEAR * live * step(0.6, fine.z), 0.0);
  // Strictly between the first and the last block, so that neither end shows one.
  return Place(uv + tear, uv + tear, step(order, x * 1.002 - 0.001), 1.0);
}

fn push(uv: vec2f, x: f32) -> Place {
  let moved = smoothstep(0.0, 1.0, x);
  let uvA = vec2f(uv.x + moved, uv.y);
  let uvB = vec2f(uv.x - (1.0 - moved), uv.y);
  return Place(uvA, uvB, select(0.0, 1.0, uvA.x > 1.0), 1.0);
}

// Through A into B: both grow towards the viewer.
fn zoomThrough(uv: vec2f, x: f32) -> Place {
  let p = uv - 0.5;
  let scaleA = 1.0 - ZOOM_DEPTH * x * x;
  let scaleB = 1.0 + 2.0 * ZOOM_DEPTH * (1.0 - x) * (1.0 - x);
  return Place(p * scaleA + 0.5, p * scaleB + 0.5, smoothstep(0.2, 0.8, x), 1.0);
}

fn transitionAt(kind: i32, uv: vec2f, x: f32) -> Place {
  switch (kind) {
    case 1: { return Place(uv, uv, front(uv.x, x, WIPE_SOFTNESS), 1.0); }
    case 2: { return Place(uv, uv, front(iris(uv), x, WIPE_SOFTNESS), 1.0); }
    case 3: { return Place(uv, uv, front(lumaOrder(uv), x, LUMA_SOFTNESS), 1.0); }
    case 4: { return push(uv, x); }
    case 5: { return zoomThrough(uv, x); }
    case 6: { return Place(uv, uv, front(fract(uv.x * BLIND_COUNT), x, BLIND_SOFTNESS), 1.0); }
    case 7: { return Place(uv, uv, front(clockHand(uv), x, WIPE_SOFTNESS), 1.0); }
    case 8: { return blocks(uv, x); }
    case 9: {
      let dip = abs(1.0 - 2.0 * x);
      return Place(uv, uv, step(0.5, x), dip * dip);
    }
    default: { return Place(uv, uv, x, 1.0); }
  }
}
